from collections import defaultdict

from odoo import _, api, models
from odoo.exceptions import UserError

from odoo.addons.socreg_crypto.core.elevation import showing
from odoo.addons.socreg_crypto.fields import PersonalField
from odoo.addons.socreg_crypto.opening import cached
from odoo.addons.socreg_registry.models.res_users import MANAGE

from ..core.export_cells import BETWEEN_CODES
from ..core.export_file import column_of
from ..core.mapping import OF_GROUP, OF_HOUSEHOLD
from .socreg_export_columns import UID
from .socreg_intake_checks import LINKS

PAGE = 4_000
IDENTIFIERS, PHONES = "identifiers.", "phones."
# What an import takes for ends of a code, too.
OTHER_SEPARATORS = (";", ",")
# What a cell of a household is read from.
FIELDS_OF_PLACE = {
    UID: (),
    "role": ("role_ids",),
    "is_head": ("is_head", "role_ids"),
    "start_date": ("start_date",),
}


class SocregExport(models.Model):
    """Registrants as rows of cells, a page at a time: a few queries, and each kind of cell at once."""

    # One model in several files, by noun.
    _inherit = "socreg.export"  # pylint: disable=consider-merging-classes-inherited

    def _pages(self, domain):
        """Yield pages of rows: the public number, then a cell for each column.

        :raises UserError: there are more rows than were asked for
        """
        self.ensure_one()
        registrants = self.env["socreg.registrant"]
        whom = self._domain(self.kind, self.rows, domain)
        paths, left, last = self.paths or [], self.row_count, 0
        names = [UID, *(path for path in paths if "." not in path)]
        while True:
            turn = [("id", ">", last), *whom]
            page = registrants.search_fetch(turn, names, order="id", limit=PAGE)
            if not page:
                return
            left -= len(page)
            if left < 0:
                raise UserError(_("The list has grown since you asked: ask for the file again."))
            last = page._ids[-1]
            with showing():
                rows = self._rows_of(page, paths)
            yield rows
            self.env.invalidate_all()

    @api.model
    def _rows_of(self, page, paths):
        columns = self._cells_of_fields(page, [UID, *(path for path in paths if "." not in path)])
        for start, read in self._readers().items():
            asked = [path for path in paths if path.startswith(start)]
            if asked:
                columns |= read(page, asked)
        return list(zip(*(columns[path] for path in (UID, *paths)), strict=True))

    @api.model
    def _readers(self):
        """Return what reads columns, by how their paths begin.

        A reader is given a page of registrants and paths, and returns a list of cells by path.
        """
        return {
            IDENTIFIERS: self._cells_of_identifiers,
            PHONES: self._cells_of_phones,
            OF_HOUSEHOLD: self._cells_of_place,
            OF_GROUP: self._cells_of_household,
        }

    @api.model
    def _cells_of_fields(self, records, names):
        return {name: column_of(self._values(records, name)) for name in names}

    @api.model
    def _values(self, records, name):
        """Return what is shown of a field that was fetched, of each record; None if nothing."""
        field = records._fields[name]
        held = cached(field, self.env)
        if isinstance(field, PersonalField):
            return self._personal(records, field, held)
        if field.type == "many2one":
            codes = self._codes(field, {held[id_] for id_ in records._ids if held.get(id_)})
            return [codes.get(held.get(id_)) for id_ in records._ids]
        if field.type == "many2many":
            codes = self._codes(field, {it for id_ in records._ids for it in held.get(id_) or ()})
            return [self._together(map(codes.get, held.get(id_) or ())) for id_ in records._ids]
        return [held.get(id_) for id_ in records._ids]

    @api.model
    def _personal(self, records, field, held):
        """Return what is shown of a sealed field: a page is opened at once."""
        ids = [id_ for id_ in records._ids if held.get(id_) is not None]
        filled = records.browse(ids).with_prefetch(records._prefetch_ids)
        shown = dict(zip(ids, field.read_many(filled), strict=True))
        return [shown.get(id_) or None for id_ in records._ids]

    @api.model
    def _codes(self, field, ids):
        """Return by id the codes of what a field leads to."""
        column = LINKS[field.comodel_name]
        # Whoever sees a record may know the codes of what it leads to: they tell no more.
        linked = self.env[field.comodel_name].sudo().browse(ids)
        linked.fetch([column])
        return {record.id: record[column] for record in linked}

    @api.model
    def _together(self, codes):
        """Return several codes as one text that an import takes apart again, or None."""
        codes = sorted(filter(None, codes))
        if any(BETWEEN_CODES in code for code in codes):
            sign = BETWEEN_CODES
            raise UserError(_("A tag with “%(sign)s” in its name cannot leave.", sign=sign))
        text = BETWEEN_CODES.join(codes)
        is_one = len(codes) == 1 and any(sign in text for sign in OTHER_SEPARATORS)
        return (text + BETWEEN_CODES if is_one else text) or None

    @api.model
    def _cells_of_identifiers(self, page, paths):
        """Return cells of each registrant's first valid number of a type."""
        parts = {path: path[len(IDENTIFIERS) :].rpartition(".")[::2] for path in paths}
        types = self.env["socreg.identifier.type"].with_context(active_test=False)
        types = types.search([("code", "in", sorted({code for code, _part in parts.values()}))])
        names = sorted({part for _code, part in parts.values()})
        of_page = [("registrant_id", "in", page.ids), ("type_id", "in", types.ids)]
        rows = self.env["socreg.identifier"].search_fetch(
            [*of_page, ("status", "=", "valid")],
            ["registrant_id", "type_id", *names],
            order="id",
        )
        owners, kinds = (cached(rows._fields[n], self.env) for n in ("registrant_id", "type_id"))
        firsts = {(owners[id_], kinds[id_]): id_ for id_ in reversed(rows._ids)}
        shown = self._shown_of(rows, firsts.values(), names)
        id_of = {kind.code: kind.id for kind in types}
        return {
            path: [shown[part].get(firsts.get((id_, id_of.get(code))), "") for id_ in page._ids]
            for path, (code, part) in parts.items()
        }

    @api.model
    def _cells_of_phones(self, page, paths):
        """Return cells of each registrant's phones, the main one first."""
        places = {path: int(path[len(PHONES) :]) for path in paths}
        rows = self.env["socreg.phone"].search_fetch(
            [("registrant_id", "in", page.ids)],
            ["registrant_id", "number", "is_primary"],
            order="is_primary desc, id",
        )
        owners, of_one = cached(rows._fields["registrant_id"], self.env), defaultdict(list)
        for id_ in rows._ids:
            of_one[owners[id_]].append(id_)
        firsts = {
            (owner, place): ids[place]
            for owner, ids in of_one.items()
            for place in places.values()
            if place < len(ids)
        }
        shown = self._shown_of(rows, set(firsts.values()), ["number"])["number"]
        return {
            path: [shown.get(firsts.get((id_, place)), "") for id_ in page._ids]
            for path, place in places.items()
        }

    @api.model
    def _shown_of(self, rows, ids, names):
        """Return cells by id, by name, of some of the rows that were fetched: no others are opened."""
        rows = rows.browse(ids).with_prefetch(rows._prefetch_ids)
        cells = self._cells_of_fields(rows, names)
        return {name: dict(zip(rows._ids, cells[name], strict=True)) for name in names}

    @api.model
    def _places(self, page, names=()):
        """Return the open memberships in households, and which is whose by its member's id."""
        rows = self.env["socreg.membership"].search_fetch(
            [
                ("member_id", "in", page.ids),
                ("end_date", "=", False),
                ("is_exclusive", "=", True),
            ],
            ["member_id", "group_id", *names],
            order="id",
        )
        members = cached(rows._fields["member_id"], self.env)
        return rows, {members[id_]: id_ for id_ in rows._ids}

    @api.model
    def _cells_of_place(self, page, paths):
        """Return cells of what each person is in their household."""
        names = {path: path[len(OF_HOUSEHOLD) :] for path in paths}
        fetched = {field for name in names.values() for field in FIELDS_OF_PLACE[name]}
        rows, places = self._places(page, fetched)
        read = {
            UID: self._uids_of_households,
            "role": self._roles,
            "is_head": self._heads,
            "start_date": lambda rows: cached(rows._fields["start_date"], self.env),
        }
        cells = {}
        for path, name in names.items():
            said = read[name](rows)
            cells[path] = column_of([said.get(places.get(id_)) for id_ in page._ids])
        return cells

    @api.model
    def _uids_of_households(self, rows):
        groups = cached(rows._fields["group_id"], self.env)
        # The public number may be known to everybody, wherever the household lies.
        found = self.env["socreg.registrant"].sudo().browse({groups[id_] for id_ in rows._ids})
        found.fetch([UID])
        uids = cached(found._fields[UID], found.env)
        return {id_: uids.get(groups[id_]) for id_ in rows._ids}

    @api.model
    def _roles(self, rows):
        """Return the role of who has one alone: a cell says one, and none leaves them as they are."""
        held = cached(rows._fields["role_ids"], self.env)
        ids = {id_ for row in rows._ids for id_ in held[row]}
        codes = {role.id: role.code for role in self.env["socreg.membership.role"].browse(ids)}
        return {id_: codes.get(held[id_][0]) for id_ in rows._ids if len(held[id_]) == 1}

    @api.model
    def _heads(self, rows):
        """Return who is head, and who is not; of several roles a cell would take some away."""
        held = cached(rows._fields["role_ids"], self.env)
        heads = cached(rows._fields["is_head"], self.env)
        return {id_: bool(heads.get(id_)) for id_ in rows._ids if len(held[id_]) < 2}

    @api.model
    def _cells_of_household(self, page, paths):
        """Return cells of the households themselves, as far as the user manages them."""
        rows, places = self._places(page)
        held = cached(rows._fields["group_id"], self.env)
        groups = {member: held[id_] for member, id_ in places.items()}
        names = {path: path[len(OF_GROUP) :] for path in paths}
        registrants = self.env["socreg.registrant"]
        ours = [("id", "in", sorted(set(groups.values()))), *registrants._domain_within(MANAGE)]
        found = registrants.search_fetch(ours, list(names.values()))
        shown = self._shown_of(found, found._ids, list(names.values()))
        return {
            path: [shown[name].get(groups.get(id_), "") for id_ in page._ids]
            for path, name in names.items()
        }
