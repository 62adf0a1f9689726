/** @odoo-module **/

import {Component} from "@odoo/owl";
import {inWords, said} from "./moments.esm";

/** The form as it was: its sections and lists, to read. */
export class AsOfPanel extends Component {
    static template = "socreg_history.AsOfPanel";
    static props = {past: Object, close: Function};

    setup() {
        this.said = said;
    }

    get at() {
        return inWords(this.props.past.at);
    }

    get sections() {
        const filled = ({fields}) => fields.filter((field) => field.value || field.changed);
        return this.props.past.sections
            .map((section) => ({...section, fields: filled(section)}))
            .filter((section) => section.fields.length);
    }
}
