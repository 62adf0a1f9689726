/** @odoo-module **/

import {serializeDateTime} from "@web/core/l10n/dates";

const {DateTime} = luxon;

/** Return a moment of the log as the reader's clock and language say it. */
export function inWords(at) {
    return at ? DateTime.fromISO(at).toLocaleString(DateTime.DATETIME_MED) : "";
}

/** Return a value as it is read: a date, which the log tells by its digits, in the reader's language. */
export function said(text) {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? DateTime.fromISO(text) : null;
    return date && date.isValid ? date.toLocaleString(DateTime.DATE_MED) : text;
}

/** Return a name that keeps its own direction within a sentence. */
export function apart(name) {
    return `\u2068${name}\u2069`;
}

/** Return, in UTC as the server reads it, what was typed into a field of date and time. */
export function asTyped(text) {
    const moment = DateTime.fromISO(text);
    // A minute is over at its end: what happened in it had happened.
    return moment.isValid ? serializeDateTime(moment.endOf("minute")) : null;
}
