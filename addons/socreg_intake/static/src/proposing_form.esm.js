/** @odoo-module **/

import {FormController} from "@web/views/form/form_controller";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** A form whose save may wait for approval: it says so, and shows what stands there again. */
export class ProposingFormController extends FormController {
    setup() {
        super.setup();
        this.proposals = {
            action: useService("action"),
            notification: useService("notification"),
            orm: useService("orm"),
        };
    }

    async onWillSaveRecord(record, changes) {
        const proceeds = await super.onWillSaveRecord(record, changes);
        if (proceeds === false || record !== this.model.root) {
            return proceeds;
        }
        const ids = record.resId ? [record.resId] : [];
        const waiting = await this.proposals.orm.call(record.resModel, "propose", [
            ids,
            changes,
        ]);
        if (!waiting) {
            return proceeds;
        }
        // The record is still saving: it is put back when that has ended.
        setTimeout(() => this.putBack(record, waiting));
        return false;
    }

    async putBack(record, waiting) {
        await record.discard();
        if (record.resId) {
            await record.load();
        }
        this.proposals.notification.add(_t("What you changed awaits approval."), {
            type: "info",
            buttons: [{name: _t("Show"), onClick: () => this.show(waiting)}],
        });
        if (!record.resId) {
            await this.show(waiting);
        }
    }

    show(waiting) {
        const one = waiting.length === 1;
        return this.proposals.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Submissions"),
            res_model: "socreg.submission",
            res_id: one ? waiting[0] : false,
            views: one ? [[false, "form"]] : [[false, "list"], [false, "form"]],
            domain: [["id", "in", waiting]],
        });
    }
}

registry.category("views").add("socreg_proposing_form", {
    ...formView,
    Controller: ProposingFormController,
});
