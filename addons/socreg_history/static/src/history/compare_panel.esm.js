/** @odoo-module **/

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {said} from "./moments.esm";

/** What differs between two versions, side by side, and in which way: by word and sign, not by colour alone. */
export class DifferenceTable extends Component {
    static template = "socreg_history.DifferenceTable";
    static props = {rows: Array, left: Object, right: Object};

    setup() {
        this.said = said;
    }

    wayOf(row) {
        if (!row.left) {
            return {icon: "fa-plus", words: _t("Added"), shape: "o_socreg_added"};
        }
        if (!row.right) {
            return {icon: "fa-minus", words: _t("Removed"), shape: "o_socreg_removed"};
        }
        return {icon: "fa-exchange", words: _t("Changed"), shape: "o_socreg_changed"};
    }
}

export class ComparePanel extends Component {
    static template = "socreg_history.ComparePanel";
    static components = {DifferenceTable};
    static props = {rows: Array, left: Object, right: Object, close: Function};
}
