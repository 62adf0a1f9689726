/** @odoo-module **/

import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Registrants as links that open beside what is being typed, and lose nothing of it.
 */
export class PeopleField extends Component {
    get people() {
        const {record, name} = this.props;
        return record.data[name].records.map(({resId, data}) => ({
            id: resId,
            name: data.display_name,
        }));
    }

    async open(id) {
        const {action, orm} = this.env.services;
        const viewId = await orm.call("socreg.registrant", "get_formview_id", [[id]]);
        await action.doAction({
            type: "ir.actions.act_window",
            res_model: "socreg.registrant",
            res_id: id,
            views: [[viewId, "form"]],
            target: "new",
        });
    }
}
PeopleField.template = "socreg_registry.People";
PeopleField.props = {...standardFieldProps};

registry.category("fields").add("socreg_people", {
    component: PeopleField,
    supportedTypes: ["many2many"],
    relatedFields: () => [{name: "display_name", type: "char"}],
});
