/** @odoo-module **/

import {AsOfPanel} from "./as_of_panel.esm";
import {ComparePanel} from "./compare_panel.esm";
import {NameDialog, RestoreDialog} from "./dialogs.esm";
import {asTyped, inWords} from "./moments.esm";
import {Component, useEffect, useExternalListener, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const PAGE = 20;
const STEPS = {ArrowUp: -1, ArrowDown: 1};
const CURRENT = "current";
const EDGES = {Home: 0, End: -1};

/**
 * The versions of the record on the form: what happened, when, and by whom; two of them side by side;
 * and the form as it was.
 *
 * The Tab key stops at one version, arrow keys go from one to the next, Escape goes back to today.
 */
export class HistoryTab extends Component {
    static template = "socreg_history.HistoryTab";
    static components = {AsOfPanel, ComparePanel};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.inWords = inWords;
        this.state = useState({
            versions: [],
            names: [],
            isMore: false,
            isBusy: true,
            chosen: [],
            current: 0,
            moment: "",
            shown: null,
        });
        useRecordObserver((record) => this.follow(record));
        useExternalListener(window, "keydown", (ev) => this.onKey(ev));
        useEffect(
            () => this.moveFocus(),
            () => [this.state.shown]
        );
        useEffect(
            () => this.focusWanted(),
            () => [this.state.versions.length, this.state.current]
        );
    }

    get isWritable() {
        return !this.props.readonly;
    }

    /** Read anew when another record is shown, or this one was saved. */
    async follow(record) {
        const isAsStored = !record.dirty && Object.keys(record.data).length;
        if (record.resId && isAsStored) {
            this.target = [record.resModel, record.resId];
            await this.restart();
        }
    }

    async call(method, ...args) {
        const [model, id] = this.target;
        return this.orm.call(model, method, [id, ...args]);
    }

    async restart() {
        Object.assign(this.state, {isBusy: true, chosen: [], current: 0, shown: null});
        const asked = this.target;
        const [page, names] = await Promise.all([
            this.call("history_versions", PAGE),
            this.call("history_names"),
        ]);
        if (asked === this.target) {
            const {versions, more} = page;
            Object.assign(this.state, {versions, names, isMore: more, isBusy: false});
        }
    }

    async more() {
        this.state.isBusy = true;
        const last = this.state.versions.at(-1);
        const page = await this.call("history_versions", PAGE, last.id);
        const place = this.state.versions.length;
        this.state.versions.push(...page.versions);
        Object.assign(this.state, {isMore: page.more, isBusy: false});
        this.focusVersion(place);
    }

    titleOf(version) {
        return version.name || _t("Version %s", version.number);
    }

    isChosen(version) {
        return this.state.chosen.includes(version.id);
    }

    /** Choose a version or let it go; a third one takes the place of the first. */
    choose(version) {
        const others = this.state.chosen.filter((id) => id !== version.id);
        const chosen = this.isChosen(version) ? others : [...others, version.id].slice(-2);
        this.state.chosen = chosen;
    }

    get compareLabel() {
        return {
            0: _t("Choose versions to compare"),
            1: _t("Compare with today"),
            2: _t("Compare these two"),
        }[this.state.chosen.length];
    }

    async compare() {
        const chosen = this.state.versions.filter((version) => this.isChosen(version));
        const [right, left] = chosen.length === 2 ? chosen : [null, chosen[0]];
        const rows = await this.call("history_difference", left.id, right ? right.id : null);
        this.show("compare", {
            rows,
            left: {title: this.titleOf(left), at: inWords(left.at)},
            right: right
                ? {title: this.titleOf(right), at: inWords(right.at)}
                : {title: _t("Today"), at: ""},
        });
    }

    headingOf(version) {
        return `${this.titleOf(version)}, ${inWords(version.at)}`;
    }

    async showVersion(version) {
        this.show("asOf", {past: await this.call("history_as_of", null, version.id)});
    }

    async showMoment() {
        const moment = asTyped(this.state.moment);
        if (moment) {
            this.show("asOf", {past: await this.call("history_as_of", moment)});
        }
    }

    async onName(ev) {
        const id = Number(ev.target.value);
        if (id) {
            ev.target.value = "";
            await this.showVersion({id});
        }
    }

    show(kind, data) {
        const {classList, id} = document.activeElement;
        const isCompare = classList.contains("o_socreg_compare");
        this.left = isCompare ? ".o_socreg_compare" : id ? `#${id}` : CURRENT;
        this.state.shown = {kind, ...data};
    }

    backToToday() {
        this.state.shown = null;
    }

    /** What is shown takes the focus; what it was opened from gets it back. */
    moveFocus() {
        if (this.state.shown) {
            this.root.el.querySelector(".o_socreg_panel_title").focus();
        } else if (this.left) {
            // It was drawn anew: the element itself is gone.
            const box = this.versionBoxes[this.state.current];
            const place = this.left === CURRENT ? box : this.root.el.querySelector(this.left);
            (place || box)?.focus();
            this.left = null;
        }
    }

    onKey(ev) {
        if (ev.key === "Escape" && this.state.shown && !document.querySelector(".o_dialog")) {
            ev.preventDefault();
            ev.stopPropagation();
            this.backToToday();
        }
    }

    get versionBoxes() {
        return [...this.root.el.querySelectorAll(".o_socreg_version input")];
    }

    focusVersion(place) {
        this.wanted = place;
        this.state.current = place;
        this.focusWanted();
    }

    /** Focus the version that somebody went to, as soon as it is drawn. */
    focusWanted() {
        const box = this.versionBoxes[this.wanted];
        if (box) {
            this.wanted = undefined;
            box.focus();
        }
    }

    onListKey(ev) {
        const last = this.state.versions.length - 1;
        const place = ev.key in EDGES ? EDGES[ev.key] : this.state.current + STEPS[ev.key];
        if (!Number.isNaN(place) && place <= last) {
            ev.preventDefault();
            ev.stopPropagation();
            this.focusVersion(place < 0 ? (ev.key === "End" ? last : 0) : place);
        }
    }

    nameIt(version) {
        this.dialog.add(NameDialog, {
            name: version.name,
            title: this.headingOf(version),
            save: async (name) => {
                await this.call("history_name_version", version.id, name);
                await this.restart();
            },
        });
    }

    /** Show what would change, and restore where somebody says so. */
    async restore(version) {
        const rows = await this.call("history_difference", version.id, null);
        this.dialog.add(RestoreDialog, {
            title: this.headingOf(version),
            rows,
            restore: () => this.restoreNow(version),
        });
    }

    async restoreNow(version) {
        const remarks = await this.call("history_restore", version.id);
        this.notification.add(
            remarks.length ? _t("Not restored: %s", remarks.join("; ")) : _t("Restored. It is the newest version now."),
            {type: remarks.length ? "warning" : "success", sticky: Boolean(remarks.length)}
        );
        await this.props.record.load();
        await this.restart();
    }
}

registry.category("view_widgets").add("socreg_history", {component: HistoryTab});
