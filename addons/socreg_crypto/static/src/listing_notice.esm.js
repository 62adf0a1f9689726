/** @odoo-module **/

import {RelationalModel} from "@web/model/relational_model/relational_model";
import {patch} from "@web/core/utils/patch";

// A common name has more bearers than a list shows: the server says so, and so does the list.
patch(RelationalModel.prototype, {
    async _loadUngroupedList() {
        const response = await super._loadUngroupedList(...arguments);
        if (response.notice) {
            this.notification.add(response.notice, {type: "warning"});
        }
        return response;
    },
});
