from odoo import _, api, fields, models

from odoo.addons.socreg_crypto.opening import may_open

from ..core.entry import Fault
from .socreg_batch import AT_WORK, CHECKING, UNDOING

SOURCES = 200


class SocregBatch(models.Model):
    """What the screen of an import shows."""

    _inherit = "socreg.batch"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def batch_sources(self):
        """Return the sources a file can come from."""
        found = self.env["socreg.source"].search([("channel", "=", "file")], limit=SOURCES)
        return [{"code": source.code, "name": source.name} for source in found]

    @api.model
    def batch_targets(self, number):
        """Return what the columns of an import's file can say, with labels."""
        batch, mappings = self._of(number), self.env["socreg.mapping"]
        offered = mappings._targets()
        told = {}
        for subject in ("individual", "group"):
            members = batch._members_of_mapping() if subject == "group" else 0
            told[subject] = [
                {"path": target.path, "label": mappings._label_of_path(target.path, target)}
                for target in offered.of(subject, members)
                if self._is_offered(batch.source_id, target)
            ]
        return told

    def _members_of_mapping(self):
        columns = self._setting()["mapping"]["columns"].values()
        paths = [column["path"].split(".") for column in columns]
        numbers = [int(path[1]) for path in paths if path[0] == "members"]
        return max([*numbers, 10])

    @api.model
    def _is_offered(self, source, target):
        """Tell whether the source may say it."""
        allowed = source._allowed_names()
        name = target.path.rpartition(".")[2]
        is_field = "identifiers." not in target.path and not target.path.startswith("household.")
        is_field = is_field and name in self.env["socreg.intake"]._intake_fields()
        return not allowed or not is_field or name in allowed

    @api.model
    def batch_status(self, number):
        """Return how far an import is and what became of it so far."""
        batch = self._seen(number)
        report = batch.report or batch._added_up_so_far()
        return {
            "number": batch.number,
            "state": batch.state,
            "state_label": dict(batch._fields["state"]._description_selection(self.env))[
                batch.state
            ],
            "is_at_work": batch.state in AT_WORK,
            "is_own": batch.user_id.id == self.env.uid,
            "may_see": may_open(self.env),
            "is_here": bool(batch.sha256),
            "can_undo": batch._can_undo(),
            "file_name": batch.file_name or "",
            "source": batch.source_id.name,
            "rows": batch.rows,
            "done": batch._rows_done(),
            "trouble": batch._trouble_in_words(),
            "counts": self._labelled_counts(report["counts"]),
            "mistakes": self._labelled_mistakes(report["mistakes"]),
            "undone": (batch.report or {}).get("undone"),
            "started_at": fields.Datetime.to_string(batch.started_at) or "",
            "ended_at": fields.Datetime.to_string(batch.ended_at) or "",
        }

    @api.model
    def batch_columns(self, number):
        """Return how an import's file is read."""
        return self._of(number)._told_of_columns()

    @api.model
    def _seen(self, number):
        """Return a batch that the user may look at."""
        batch = self.search([("number", "=", number)])
        return batch or self._of(number)

    def _rows_done(self):
        """Return how many rows the work at hand is past."""
        flag = {CHECKING: "is_checked", UNDOING: "is_undone"}.get(self.state, "is_done")
        if not self.ids:
            return 0
        query = {
            "is_checked": "SELECT sum(rows) FROM socreg_batch_piece WHERE batch_id = %s AND is_checked",
            "is_undone": "SELECT sum(rows) FROM socreg_batch_piece WHERE batch_id = %s AND is_undone",
            "is_done": "SELECT sum(rows) FROM socreg_batch_piece WHERE batch_id = %s AND is_done",
        }[flag]
        self.env.flush_all()
        self.env.cr.execute(query, [self.id])
        return self.env.cr.fetchone()[0] or 0

    def _added_up_so_far(self):
        """Return the counts of a batch that somebody works on; mistakes are told at its end."""
        flag = "is_checked" if self.state == CHECKING else "is_done"
        pieces = self.env["socreg.batch.piece"].sudo()
        counts = {}
        for piece in pieces.search_fetch(
            [("batch_id", "=", self.id), (flag, "=", True)], ["counts"]
        ):
            for result, count in (piece.counts or {}).items():
                counts[result] = counts.get(result, 0) + count
        return {"counts": counts, "mistakes": []}

    @api.model
    def _labelled_counts(self, counts):
        labels = self._result_labels()
        return [
            {"result": result, "label": label, "count": counts[result]}
            for result, label in labels.items()
            if counts.get(result)
        ]

    @api.model
    def _result_labels(self):
        return {
            "new": _("New"),
            "changed": _("Changed"),
            "same": _("Same"),
            "pending": _("To Review"),
            "skipped": _("Left as It Is"),
            "refused": _("Refused"),
            "invalid": _("Invalid"),
        }

    @api.model
    def _labelled_mistakes(self, mistakes):
        intake = self.env["socreg.intake"]
        return [
            {
                "path": path,
                "key": key,
                "words": intake._fault_in_words(Fault(path, key)),
                "count": count,
                "lines": lines,
            }
            for path, key, count, lines in mistakes
        ]

    @api.model
    def batch_sample(self, number, result):
        """Return the first rows of a result, with their cells for who may see them."""
        batch = self._of(number)
        lines = set(((batch.report or {}).get("samples") or {}).get(result) or [])
        headings = batch._setting().get("headings", [])
        return {"headings": headings, "rows": batch._cells_of_lines(lines)}

    def _cells_of_lines(self, lines):
        if not lines or not may_open(self.env):
            return [{"line": line, "cells": []} for line in sorted(lines)]
        # Pieces are read by this code alone; they open for who may see.
        pieces = self.env["socreg.batch.piece"].sudo()
        within = [("first_line", "<=", max(lines)), ("last_line", ">=", min(lines))]
        found = []
        for piece in pieces.search([("batch_id", "=", self.id), *within])._one_by_one():
            found += [row for row in piece.content or [] if row[0] in lines]
            if len(found) == len(lines):
                break
        return [{"line": line, "cells": cells} for line, cells, _fault in found]
