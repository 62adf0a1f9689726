/** @odoo-module **/

import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {inWords, said} from "../history/moments.esm";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const PAGE = 10;

/** Field by field what was changed of the record on the form, the newest first. */
export class ChangeLog extends Component {
    static template = "socreg_history.ChangeLog";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.inWords = inWords;
        this.said = said;
        this.state = useState({changes: [], isMore: false, isBusy: true});
        useRecordObserver((record) => this.follow(record));
    }

    get labels() {
        return {before: _t("Before"), after: _t("After")};
    }

    /** The changes of each version under what is said of it. */
    get occasions() {
        const occasions = [];
        for (const change of this.state.changes) {
            if (!occasions.length || occasions.at(-1).number !== change.number) {
                occasions.push({...change, changes: []});
            }
            occasions.at(-1).changes.push(change);
        }
        return occasions;
    }

    /** Read anew when another record is shown, or this one was saved. */
    async follow(record) {
        const isAsStored = !record.dirty && Object.keys(record.data).length;
        if (record.resId && isAsStored) {
            this.target = [record.resModel, record.resId];
            this.state.changes = [];
            await this.read();
        }
    }

    async read(before = null) {
        const asked = this.target;
        this.state.isBusy = true;
        const [model, id] = asked;
        const page = await this.orm.call(model, "history_changes", [id, PAGE, before]);
        if (asked === this.target) {
            const known = before ? this.state.changes : [];
            this.state.changes = [...known, ...page.changes];
            Object.assign(this.state, {isMore: page.more, last: page.last, isBusy: false});
        }
    }

    async more() {
        await this.read(this.state.last);
    }
}

registry.category("view_widgets").add("socreg_change_log", {component: ChangeLog});
