/** @odoo-module **/

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {session} from "@web/session";

const NAMESPACE = "%";
const HOTKEY = "alt+shift+l";

// How somebody who is found reads: what tells them from others of the same name.
function line(person) {
    return [person.name, person.uid, person.type, person.birth_year, person.area]
        .filter(Boolean)
        .join(" · ");
}

function command(env, person) {
    return {
        name: line(person),
        category: `socreg_${person.kind}`,
        action: () =>
            env.services.action.doAction({
                type: "ir.actions.act_window",
                res_model: "socreg.registrant",
                res_id: person.id,
                views: [[person.view_id, "form"]],
            }),
    };
}

async function provide(env, {searchValue}) {
    const found = await env.services.orm.call("socreg.registrant", "look_up", [searchValue || ""]);
    return found.map((person) => command(env, person));
}

export class LookupButton extends Component {
    setup() {
        this.label = _t("Look somebody up (Alt+Shift+L)");
    }

    open() {
        this.env.services.command.openMainPalette({searchValue: NAMESPACE});
    }
}
LookupButton.template = "socreg_registry.LookupButton";
LookupButton.props = {};

const lookupService = {
    dependencies: ["command", "hotkey"],
    start(env, {command: palette, hotkey}) {
        hotkey.add(HOTKEY, () => palette.openMainPalette({searchValue: NAMESPACE}), {
            bypassEditableProtection: true,
            global: true,
        });
    },
};

if (session.is_registry_user) {
    registry
        .category("command_categories")
        .add("socreg_individual", {namespace: NAMESPACE, name: _t("People")})
        .add("socreg_group", {namespace: NAMESPACE, name: _t("Households and Groups")});
    registry.category("command_setup").add(NAMESPACE, {
        debounceDelay: 250,
        emptyMessage: _t("Nobody to show. Type a part of the name, or a whole number."),
        name: _t("people"),
        placeholder: _t("Name, public number, identifier or phone"),
    });
    registry
        .category("command_provider")
        .add("socreg_registry.lookup", {namespace: NAMESPACE, provide});
    registry.category("services").add("socreg_registry.lookup", lookupService);
    registry
        .category("systray")
        .add("socreg_registry.lookup", {Component: LookupButton}, {sequence: 50});
}
