/** @odoo-module **/

import {Component, onWillStart, onWillUnmount, useRef, useState} from "@odoo/owl";
import {BatchColumns} from "./batch_columns.esm";
import {BatchProgress} from "./batch_progress.esm";
import {registry} from "@web/core/registry";
import {upload} from "./upload.esm";
import {useService} from "@web/core/utils/hooks";

const MODEL = "socreg.batch";
const EVERY = 1000;
const MENDING = ["draft", "checked"];

// From the file to its result, on one screen. Rows come here only for who may see them.
export class Batch extends Component {
    static template = "socreg_intake.Batch";
    static components = {BatchColumns, BatchProgress};
    static props = ["*"];

    setup() {
        this.http = useService("http");
        this.orm = useService("orm");
        this.input = useRef("file");
        this.mappingInput = useRef("mapping");
        this.state = useState({
            sources: [],
            source: "",
            number: "",
            follows: "",
            arrived: 0,
            isBusy: false,
            isOver: false,
            isChanged: false,
            error: "",
            file: null,
            targets: null,
            status: null,
            sample: null,
            mappingName: "",
        });
        onWillStart(() => this.start());
        onWillUnmount(() => clearTimeout(this.timer));
    }

    async start() {
        this.state.sources = await this.call("batch_sources");
        this.state.source = this.state.sources.length ? this.state.sources[0].code : "";
        const params = this.props.action.params || {};
        if (params.number) {
            await this.open(params.number);
        }
    }

    call(method, ...parameters) {
        return this.orm.call(MODEL, method, parameters);
    }

    async open(number) {
        this.state.number = number;
        await this.refresh();
        if (this.status.is_own && MENDING.includes(this.status.state) && this.status.is_here) {
            await this.showFile(await this.call("batch_columns", number));
        }
    }

    get status() {
        return this.state.status || {};
    }

    get share() {
        return this.status.rows ? this.status.done / this.status.rows : 0;
    }

    get canRun() {
        const news = ["new", "changed", "pending"];
        return (
            this.status.state === "checked" &&
            !this.state.isChanged &&
            this.status.counts.some((count) => news.includes(count.result))
        );
    }

    get hasFailed() {
        return (this.status.counts || []).some((c) => ["invalid", "refused"].includes(c.result));
    }

    get hasEnded() {
        return ["done", "cancelled", "undone"].includes(this.status.state);
    }

    async refresh() {
        clearTimeout(this.timer);
        this.state.status = await this.call("batch_status", this.state.number);
        if (this.state.status.is_at_work) {
            this.timer = setTimeout(() => this.refresh(), EVERY);
        }
    }

    // Whatever is refused is said on the screen, and what was chosen stays.
    async busy(work) {
        Object.assign(this.state, {isBusy: true, error: ""});
        try {
            await work();
        } catch (error) {
            this.state.error = (error.data && error.data.message) || error.message;
        } finally {
            this.state.isBusy = false;
        }
    }

    onDrop(ev) {
        this.state.isOver = false;
        this.bring(ev.dataTransfer.files[0]);
    }

    onFile() {
        this.bring(this.input.el.files[0]);
    }

    bring(file) {
        return this.busy(async () => {
            if (!file) {
                return;
            }
            this.state.arrived = 0;
            const {source, follows} = this.state;
            const number = await this.call("batch_begin", source, file.name, follows);
            this.state.number = number;
            await upload(this.http, number, file, (share) => (this.state.arrived = share));
            const told = await this.call("batch_complete", number);
            await this.refresh();
            await this.showFile(told);
        });
    }

    async showFile(file) {
        this.state.targets = await this.call("batch_targets", file.number);
        Object.assign(this.state, {file, isChanged: false, sample: null});
    }

    setMapping(change) {
        Object.assign(this.state.file.mapping, change);
        this.state.isChanged = true;
    }

    setOption(name, value) {
        return this.busy(async () => {
            const options = {...this.state.file.options, [name]: value};
            await this.showFile(await this.call("batch_read", this.state.number, options));
            await this.refresh();
        });
    }

    setSubject(subject) {
        this.state.file.mapping.columns = {};
        this.setMapping({subject});
    }

    saveMapping(name = "") {
        const mapping = JSON.parse(JSON.stringify(this.state.file.mapping));
        return this.call("batch_map", this.state.number, mapping, name);
    }

    check() {
        return this.busy(async () => {
            await this.saveMapping(this.state.mappingName);
            await this.call("batch_check", this.state.number);
            Object.assign(this.state, {isChanged: false, sample: null});
            await this.refresh();
        });
    }

    act(method) {
        return this.busy(async () => {
            await this.call(method, this.state.number);
            await this.refresh();
        });
    }

    showSample(result) {
        return this.busy(async () => {
            this.state.sample = await this.call("batch_sample", this.state.number, result);
        });
    }

    // A file that goes with this one, or its failed rows corrected: keys of households hold in both.
    follow() {
        Object.assign(this.state, {
            follows: this.state.number,
            number: "",
            status: null,
            file: null,
            sample: null,
            arrived: 0,
        });
    }

    useMapping() {
        return this.busy(async () => {
            const text = await this.mappingInput.el.files[0].text();
            await this.orm.call("socreg.mapping", "mapping_import", [this.state.source, text]);
            await this.setOption("encoding", this.state.file.options.encoding || "");
        });
    }
}

registry.category("actions").add("socreg_batch", Batch);
