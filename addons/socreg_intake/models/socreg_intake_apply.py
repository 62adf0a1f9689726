from psycopg2 import IntegrityError

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.socreg_registry.deferred import check_now

from ..core.delivery import CHANGED, INVALID, NEW
from ..core.entry import GROUP
from ..core.passing import passing


class SocregIntake(models.AbstractModel):
    """What was decided is written: for a list at once, and in halves where somebody spoils it."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _apply(self, source, cases):
        """Write new registrants and changes: groups first, whom their members name then."""
        made = {}
        for kinds in ((GROUP,), ("individual",)):
            turn = [case for case in cases if case.entry.kind in kinds]
            self._name_groups(turn, made)
            turn = [case for case in turn if case.result in (NEW, CHANGED)]
            new = [case for case in turn if case.result == NEW]
            changed = [case for case in turn if case.result == CHANGED]
            self._apply_in_halves(source, new, self._apply_new)
            self._apply_in_halves(source, changed, self._apply_changes)
            made |= {
                case.entry.key: case.registrant_id
                for case in turn
                if case.entry.key and case.result in (NEW, CHANGED)
            }

    @api.model
    def _name_groups(self, cases, made):
        """Give memberships the groups that were registered just now."""
        for case in cases:
            for one in case.joinings:
                if not one.group_id:
                    one.group_id = made.get(one.key)
                if not one.group_id:
                    case.fault(one.path, "unknown_group")
                    case.result = INVALID

    @api.model
    def _apply_in_halves(self, source, cases, act):
        """Write a list at once; where that fails, in halves, until the bad ones are known."""
        if not cases:
            return
        # What was written before is nothing that these could be refused for.
        self.env.cr.flush()
        try:
            with passing(), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                act(source, cases)
                self.env.flush_all()
                check_now(self.env)
        except (UserError, IntegrityError) as error:
            self.env.invalidate_all()
            if len(cases) > 1:
                half = len(cases) // 2
                self._apply_in_halves(source, cases[:half], act)
                self._apply_in_halves(source, cases[half:], act)
                return
            self._refuse_case(cases[0], error)

    @api.model
    def _refuse_case(self, case, error):
        if case.result == NEW:
            case.registrant_id = None
        case.result, case.words = INVALID, self._error_in_words(error)
        is_taken = isinstance(error, IntegrityError) and "one_holder" in (
            error.diag.constraint_name or ""
        )
        case.fault("identifiers" if is_taken else "", "taken" if is_taken else "refused")

    @api.model
    def _error_in_words(self, error):
        """Return what the registry says when it refuses a row; its words tell no value."""
        if isinstance(error, AccessError):
            return _("This lies outside of what you may change.")
        if isinstance(error, UserError):
            return str(error)
        # Whoever delivers may not read the constraints of the database, only their words.
        constraints = self.env["ir.model.constraint"].sudo()
        known = constraints.search([("name", "=", error.diag.constraint_name)], limit=1)
        return known.message or _("The database refuses this row.")

    @api.model
    def _apply_new(self, source, cases):
        """Register a list of who is new, with all that hangs on them: a statement for each model.

        An overrider calls `super()`, after which each case has its `registrant_id`.
        """
        people = self.env["socreg.registrant"].create(
            [{**case.values, "kind": case.entry.kind, "source_id": source.id} for case in cases]
        )
        for case, id_ in zip(cases, people.ids, strict=True):
            case.registrant_id = id_
        self._apply_lists([(case.registrant_id, case) for case in cases])
        self._remember_keys(source, cases)

    @api.model
    def _apply_changes(self, source, cases):
        """Write a list of changes on who is known.

        An overrider calls `super()`; a case's `changes` say what differs.
        """
        people = self.env["socreg.registrant"].browse(case.registrant_id for case in cases)
        for values, same in self._grouped(people, cases):
            same.with_prefetch(people._ids).write(values)
        changed = [(case.registrant_id, case.changes) for case in cases]
        changed = self._correct_identifiers(changed)
        self._apply_lists(self._correct_memberships(changed))
        self._remember_keys(source, cases)

    @api.model
    def _grouped(self, people, cases):
        """Return values with all the registrants that get them."""
        groups = {}
        for person, case in zip(people, cases, strict=True):
            if case.changes.values:
                vals = case.changes.values
                groups.setdefault(repr(sorted(vals.items())), (vals, []))[1].append(person.id)
        return [(vals, people.browse(ids)) for vals, ids in groups.values()]

    @api.model
    def _apply_lists(self, said):
        """Create identifiers, phones and memberships, a batch of each.

        :param said: pairs of whose they are, and what holds the lists
        """
        self.env["socreg.identifier"].create(
            [{**one, "registrant_id": id_} for id_, lists in said for one in lists.identifiers]
        )
        self.env["socreg.phone"].create(
            [{"number": one, "registrant_id": id_} for id_, lists in said for one in lists.phones]
        )
        self.env["socreg.membership"].create(
            [
                {
                    "member_id": id_,
                    "group_id": one.group_id,
                    "role_ids": [(6, 0, list(one.role_ids))],
                    **({"start_date": one.start_date} if one.start_date else {}),
                }
                for id_, lists in said
                for one in lists.joinings
            ]
        )

    @api.model
    def _correct_identifiers(self, changed):
        """Write dates of identifiers that are there; return what is left to create."""
        ids = [id_ for id_, changes in changed if changes.identifiers]
        present = self._present_identifiers(ids) if ids else {}
        for id_, changes in changed:
            for one in list(changes.identifiers):
                row = present.get(id_, {}).get((one["type_id"], one["value"]))
                if row:
                    row.with_env(self.env).write(
                        {k: v for k, v in one.items() if k in ("issued_on", "expires_on")}
                    )
                    changes.identifiers.remove(one)
        return changed

    @api.model
    def _correct_memberships(self, changed):
        """Write roles of memberships that are there; return what is left to create."""
        ids = [id_ for id_, changes in changed if changes.joinings]
        present = self._present_groups(ids) if ids else {}
        for id_, changes in changed:
            for one in list(changes.joinings):
                row = present.get(id_, {}).get(one.group_id)
                if row:
                    values = {"role_ids": [(6, 0, list(one.role_ids))]} if one.role_ids else {}
                    values |= {"start_date": one.start_date} if one.start_date else {}
                    row.with_env(self.env).write(values)
                    changes.joinings.remove(one)
        return changed

    @api.model
    def _remember_keys(self, source, cases):
        """Keep what the source calls them, for rows and files that come later."""
        keys = self.env["socreg.source.key"]
        named = {
            keys._name_of(source, case.delivery): case.registrant_id
            for case in cases
            if case.entry.key
        }
        known = keys._registrants(source, named)
        keys._remember(source, {name: id_ for name, id_ in named.items() if name not in known})
