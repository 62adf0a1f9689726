/** @odoo-module **/

import {Component} from "@odoo/owl";

export class BatchProgress extends Component {
    static template = "socreg_intake.BatchProgress";
    static props = ["label", "share"];

    get percent() {
        return Math.floor(100 * this.props.share);
    }
}
