/** @odoo-module **/

import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const LOOKS = {
    well: {icon: "fa-check-circle", shape: "text-success"},
    warning: {icon: "fa-exclamation-triangle", shape: "text-warning-emphasis"},
    bad: {icon: "fa-times-circle", shape: "text-danger"},
};

/** Whether the log is in order, and what to do where it is not. */
export class LogStatus extends Component {
    static template = "socreg_history.LogStatus";
    static props = ["*"];

    setup() {
        this.orm = useService("orm");
        this.state = useState({sections: []});
        onWillStart(() => this.read());
    }

    async read() {
        this.state.sections = await this.orm.call("socreg.history", "log_status", []);
    }

    lookOf(section) {
        const words = {well: _t("In order"), warning: _t("To be seen to"), bad: _t("Wrong")};
        return {...LOOKS[section.state], words: words[section.state]};
    }
}

registry.category("actions").add("socreg_log_status", LogStatus);
