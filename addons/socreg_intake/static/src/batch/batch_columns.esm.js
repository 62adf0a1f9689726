/** @odoo-module **/

import {Component} from "@odoo/owl";

const DATES = ["birthdate", "start_date", "issued_on", "expires_on", "registration_date"];

// What each column says, with the first rows beside it.
export class BatchColumns extends Component {
    static template = "socreg_intake.BatchColumns";
    static props = ["file", "targets", "onChange"];

    get rows() {
        return this.props.file.headings.map((heading, place) => ({
            heading,
            path: this.pathOf(heading),
            order: this.columnOf(heading).order || "",
            cells: this.props.file.preview.map((cells) => cells[place]),
        }));
    }

    get options() {
        return this.props.targets[this.props.file.mapping.subject];
    }

    columnOf(heading) {
        return this.props.file.mapping.columns[heading] || {};
    }

    pathOf(heading) {
        return this.columnOf(heading).path || "";
    }

    isDate(row) {
        return DATES.some((name) => row.path.endsWith(name));
    }

    isTaken(path, heading) {
        const columns = Object.entries(this.props.file.mapping.columns);
        return columns.some(([other, column]) => other !== heading && column.path === path);
    }

    setColumn(heading, change) {
        const {[heading]: known, ...others} = this.props.file.mapping.columns;
        const column = {...known, ...change};
        this.props.onChange({
            columns: column.path ? {...others, [heading]: column} : others,
        });
    }
}
