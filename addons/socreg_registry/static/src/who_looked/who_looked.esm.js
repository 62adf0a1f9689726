/** @odoo-module **/

import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {inWords} from "@socreg_history/history/moments.esm";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const PAGE = 20;

/** Who looked at the data of the registrant on the form, the newest first. */
export class WhoLooked extends Component {
    static template = "socreg_registry.WhoLooked";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.inWords = inWords;
        this.state = useState({openings: [], isMore: false, isBusy: true});
        useRecordObserver((record) => this.follow(record));
    }

    get labels() {
        return {what: _t("What"), why: _t("Why"), door: _t("By")};
    }

    whyOf(opening) {
        return opening.why || _t("Shown to them");
    }

    whatOf({what, count}) {
        return count > 1 ? _t("%(kind)s, one of %(count)s", {kind: what, count}) : what;
    }

    async follow(record) {
        if (record.resId && record.resId !== this.asked) {
            this.asked = record.resId;
            this.state.openings = [];
            await this.read();
        }
    }

    async read(before = null) {
        const asked = this.asked;
        this.state.isBusy = true;
        const page = await this.orm.call("socreg.registrant", "get_openings", [
            asked,
            PAGE,
            before,
        ]);
        if (asked === this.asked) {
            this.state.openings.push(...page.openings);
            Object.assign(this.state, {isMore: page.more, isBusy: false});
        }
    }

    async more() {
        await this.read(this.state.openings.at(-1).id);
    }
}

registry.category("view_widgets").add("socreg_who_looked", {component: WhoLooked});
