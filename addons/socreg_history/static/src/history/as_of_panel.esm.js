/** @odoo-module **/

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {apart, inWords, said} from "./moments.esm";

/** The form as it was: its sections and lists, to read. */
export class AsOfPanel extends Component {
    static template = "socreg_history.AsOfPanel";
    static props = {past: Object, close: Function};

    setup() {
        this.said = said;
    }

    get heading() {
        return _t("As of %s", inWords(this.props.past.at));
    }

    get version() {
        const {name, number, who} = this.props.past.version;
        const words = _t("Version %(number)s, by %(who)s", {number, who: apart(who)});
        return name ? `${apart(name)}: ${words}` : words;
    }

    get sections() {
        const filled = ({fields}) => fields.filter((field) => field.value || field.changed);
        return this.props.past.sections
            .map((section) => ({...section, fields: filled(section)}))
            .filter((section) => section.fields.length);
    }
}
