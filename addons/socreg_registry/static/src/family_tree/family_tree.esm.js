/** @odoo-module **/

import {Component, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const SEXES = {
    1: {icon: "fa-mars", shape: "o_socreg_male"},
    2: {icon: "fa-venus", shape: "o_socreg_female"},
};
const UNKNOWN_SEX = {icon: "fa-genderless", shape: "o_socreg_other"};
const UPWARDS = {ArrowUp: -1, ArrowDown: 1};
const EDGES = {Home: 0, End: -1};

function middleOf(box) {
    const {left, right} = box.getBoundingClientRect();
    return (left + right) / 2;
}

/**
 * The family of the person on the form: three generations, then kin further away.
 *
 * Every box opens its person. The Tab key stops at one of them; arrow keys go from box to box.
 */
export class FamilyTree extends Component {
    static template = "socreg_registry.FamilyTree";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({generations: [], others: [], current: ""});
        useRecordObserver((record) => this.follow(record));
    }

    /** Draw the family again when another person is shown, or this one was saved. */
    async follow(record) {
        const isAsStored = !record.dirty && Object.keys(record.data).length;
        if (record.resId && isAsStored) {
            this.asked = record.resId;
            const tree = await this.orm.call("socreg.registrant", "get_family_tree", [
                record.resId,
            ]);
            if (this.asked === record.resId) {
                Object.assign(this.state, tree, {current: `own-${this.placeOfSelf(tree)}`});
            }
        }
    }

    placeOfSelf(tree) {
        const own = tree.generations.find((row) => row.name === "own");
        return own.people.findIndex((person) => person.is_self);
    }

    get rows() {
        return this.state.generations.filter((row) => row.people.length);
    }

    get isAlone() {
        const people = this.state.generations.flatMap((row) => row.people);
        return people.length === 1 && !this.state.others.length;
    }

    sexOf(person) {
        return SEXES[person.sex] || UNKNOWN_SEX;
    }

    /** Open a person in the form that is theirs. */
    async open(person) {
        if (!person.is_self) {
            const action = await this.orm.call("socreg.registrant", "get_formview_action", [
                person.id,
            ]);
            await this.action.doAction(action);
        }
    }

    onKeydown(ev) {
        const box = ev.target.closest("button");
        const next = box && this.boxBeside(box, ev.key);
        if (next) {
            ev.preventDefault();
            ev.stopPropagation();
            this.state.current = next.dataset.key;
            next.focus();
        }
    }

    boxBeside(box, key) {
        const rows = [...this.root.el.querySelectorAll("ul")]
            .map((row) => [...row.querySelectorAll("button")])
            .filter((row) => row.length);
        const place = rows.findIndex((row) => row.includes(box));
        if (key in UPWARDS) {
            return this.nearest(rows[place + UPWARDS[key]], box);
        }
        if (key in EDGES) {
            return rows[place].at(EDGES[key]);
        }
        return rows[place][rows[place].indexOf(box) + this.stepOf(key)];
    }

    nearest(row, box) {
        const distance = (other) => Math.abs(middleOf(other) - middleOf(box));
        return row && row.reduce((one, other) => (distance(other) < distance(one) ? other : one));
    }

    /** Return how far along a row an arrow goes; rows run as the language is written. */
    stepOf(key) {
        const forwards = getComputedStyle(this.root.el).direction === "rtl" ? -1 : 1;
        return {ArrowRight: forwards, ArrowLeft: -forwards}[key] || NaN;
    }
}

registry.category("view_widgets").add("socreg_family_tree", {component: FamilyTree});
