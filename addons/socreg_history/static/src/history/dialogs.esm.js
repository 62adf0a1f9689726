/** @odoo-module **/

import {Component, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {DifferenceTable} from "./compare_panel.esm";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";

/** Asks what a version is to be called. */
export class NameDialog extends Component {
    static template = "socreg_history.NameDialog";
    static components = {Dialog};
    static props = {close: Function, name: String, title: String, save: Function};

    setup() {
        this.state = useState({name: this.props.name, isBusy: false});
        useAutofocus();
    }

    get title() {
        return _t("Name a Version");
    }

    async save() {
        const name = this.state.name.trim();
        if (name && !this.state.isBusy) {
            this.state.isBusy = true;
            try {
                await this.props.save(name);
                this.props.close();
            } finally {
                this.state.isBusy = false;
            }
        }
    }
}

/** Shows in what a version differs from today, and asks whether it is to be so again. */
export class RestoreDialog extends Component {
    static template = "socreg_history.RestoreDialog";
    static components = {Dialog, DifferenceTable};
    static props = {close: Function, rows: Array, title: String, restore: Function};

    setup() {
        this.state = useState({isBusy: false});
    }

    get title() {
        return _t("Restore a Version");
    }

    get headings() {
        return {
            then: {title: _t("As it would be"), at: ""},
            now: {title: _t("As it is today"), at: ""},
        };
    }

    /** The rows as they would change: from today to what was. */
    get rows() {
        return this.props.rows.map((row) => ({...row, left: row.right, right: row.left}));
    }

    async restore() {
        this.state.isBusy = true;
        try {
            await this.props.restore();
            this.props.close();
        } finally {
            this.state.isBusy = false;
        }
    }
}
