/** @odoo-module **/

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const MASK = "••••";

// What a register asks, in one form: the answers may be plain or sealed, the server tells them apart.
export class AnswersField extends Component {
    static template = "socreg_registry.AnswersField";
    static props = {...standardFieldProps};

    get questions() {
        return this.props.record.data.field_definitions || [];
    }

    // What was answered last may still be on its way into the record.
    get answers() {
        return this.pending || this.props.record.data[this.props.name] || {};
    }

    get texts() {
        return {yes: _t("Yes"), no: _t("No"), choose: _t("Choose …"), hidden: _t("Not shown to you")};
    }

    idOf(question) {
        return `socreg_answer_${question.name}`;
    }

    valueOf(question) {
        const value = this.answers[question.name];
        return value === undefined || value === null || value === false ? "" : value;
    }

    isMasked(question) {
        return question.is_masked && !(question.name in this.answers);
    }

    placeholderOf(question) {
        return this.isMasked(question) ? MASK : "";
    }

    isChosen(question, code) {
        return (this.valueOf(question) || []).includes(code);
    }

    inWords(question) {
        const value = this.answers[question.name];
        if (this.isMasked(question)) {
            return MASK;
        }
        if (question.kind === "yes_no") {
            return value ? this.texts.yes : this.texts.no;
        }
        const labels = Object.fromEntries(question.options);
        const said = [].concat(this.valueOf(question));
        return said.map((code) => (code in labels ? labels[code] : code)).join(", ");
    }

    async answer(question, value) {
        const answers = {...this.answers, [question.name]: value};
        this.pending = answers;
        await this.props.record.update({[this.props.name]: answers});
        if (this.pending === answers) {
            this.pending = null;
        }
    }

    // What is being typed survives that the form is drawn anew meanwhile.
    onInput(question, event) {
        const {type, value, valueAsNumber} = event.target;
        const typed = type === "number" && !Number.isNaN(valueAsNumber) ? valueAsNumber : value;
        this.pending = {...this.answers, [question.name]: typed};
    }

    onText(question, event) {
        this.answer(question, event.target.value.trim() || null);
    }

    onNumber(question, event) {
        const number = event.target.valueAsNumber;
        this.answer(question, Number.isNaN(number) ? null : number);
    }

    onYesNo(question, event) {
        this.answer(question, event.target.checked);
    }

    onChoices(question, code, event) {
        const others = (this.valueOf(question) || []).filter((chosen) => chosen !== code);
        const chosen = event.target.checked ? [...others, code] : others;
        this.answer(question, chosen.length ? chosen : null);
    }
}

export const answersField = {
    component: AnswersField,
    supportedTypes: ["json"],
    fieldDependencies: [{name: "field_definitions", type: "json"}],
};

registry.category("fields").add("socreg_answers", answersField);
