/** @odoo-module **/

import {Component, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

// The file goes with each request and stands nowhere in between: it would not be sealed there.
export class ImportFile extends Component {
    static template = "socreg_registry.ImportFile";
    static props = ["*"];

    setup() {
        this.http = useService("http");
        this.input = useRef("file");
        this.state = useState({hasFile: false, isBusy: false, report: null, error: ""});
    }

    get params() {
        return this.props.action.params;
    }

    get canImport() {
        const report = this.state.report;
        return report && report.is_dry_run && report.created + report.updated > 0;
    }

    onFile() {
        Object.assign(this.state, {
            hasFile: Boolean(this.input.el.files.length),
            report: null,
            error: "",
        });
    }

    async send(isDryRun) {
        this.state.isBusy = true;
        try {
            const report = await this.http.post(`/socreg/register/${this.params.code}/import`, {
                csrf_token: odoo.csrf_token,
                file: this.input.el.files[0],
                is_dry_run: isDryRun ? "1" : "0",
            });
            this.state.error = report.error || "";
            this.state.report = report.error ? null : report;
        } finally {
            this.state.isBusy = false;
        }
    }
}

registry.category("actions").add("socreg_register_import", ImportFile);
