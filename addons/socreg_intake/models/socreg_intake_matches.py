from odoo import api, models
from odoo.tools import SQL

from odoo.addons.socreg_crypto.core import blind
from odoo.addons.socreg_crypto.core.elevation import elevated, machinery
from odoo.addons.socreg_crypto.core.names import fold, key
from odoo.addons.socreg_registry.core import public_number
from odoo.addons.socreg_registry.models.res_users import READ

from ..core import match
from ..core.delivery import INVALID, SAME
from ..core.entry import INDIVIDUAL

# More look-alikes of one person than a reviewer would look at.
MOST_LIKE = 200
MOST_CANDIDATES = 20
LEAST_PARTS = 2


class SocregIntake(models.AbstractModel):
    """Who is meant: by number, by the source's own key, or by the source's rules."""

    _inherit = "socreg.intake"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _matches(self, source, cases, foreseen):
        """Find out of whom deliveries speak: the ids go to their cases, as do faults.

        An overrider calls `super()` and looks at the whole list, with as few queries.
        """
        self._match_numbers(source, cases)
        self._match_groups(source, cases, foreseen)
        for case in cases:
            if case.faults:
                case.result = INVALID
            elif not case.registrant_id and not foreseen.isdisjoint(
                map(hash, self._names_of(case))
            ):
                case.result = SAME
        unknown = [c for c in cases if not (c.result or c.registrant_id or c.candidate_ids)]
        self._match_by_rules(source, unknown)

    @api.model
    def _match_numbers(self, source, cases):
        """Find who holds the numbers that are said, whoever may see them."""
        by_uid = self._holders_of_uids({case.entry.uid for case in cases if case.entry.uid})
        numbers = [one for case in cases for one in case.identifiers]
        by_number = self._holders_of_numbers(numbers)
        keys = self.env["socreg.source.key"]
        names = {keys._name_of(source, case.delivery) for case in cases if case.entry.key}
        by_key = keys._registrants(source, names)
        found = {
            *by_uid.values(),
            *by_key.values(),
            *(i for ids in by_number.values() for i in ids),
            *(case.known_id for case in cases if case.known_id),
        }
        people = self._as_they_are_now(found)
        kinds = {person.id: person.kind for person in people.values()}
        for case in cases:
            name = keys._name_of(source, case.delivery)
            ids = self._named_alone(case, people, by_uid.get(case.entry.uid), by_key.get(name))
            self._match_case(case, ids, by_number, people, kinds)

    @api.model
    def _named_alone(self, case, people, by_uid, by_key):
        """Return whom public number and source's key name, as lists of ids."""
        if case.entry.uid and not (by_uid and people[by_uid].is_seen):
            case.fault("uid", "unknown_number")
        if case.entry.key and by_key and not people[by_key].is_seen:
            case.fault("key", "taken")
        named = (by_uid, by_key if case.entry.key else None, case.known_id)
        return [[people[id_].id] for id_ in named if id_ and people[id_].is_seen]

    @api.model
    def _match_case(self, case, named, by_number, people, kinds):
        for place, one in enumerate(case.identifiers):
            holders = [people[id_] for id_ in by_number.get((one["type_id"], one["value"]), ())]
            if not all(holder.is_seen for holder in holders):
                case.fault(f"identifiers.{place}.value", "taken")
            named.append([holder.id for holder in holders if holder.is_seen])
        found = match.by_numbers(named)
        if any(kinds[id_] != case.entry.kind for id_ in found.ids):
            case.fault("kind", "kind_differs")
        elif found.grade == match.Grade.CERTAIN:
            case.registrant_id = found.ids[0]
        elif found.ids:
            case.fault("", "several")
            case.candidate_ids = found.ids

    @api.model
    def _holders_of_uids(self, uids):
        compact = {uid: public_number.compact(uid) for uid in uids}
        # Whom the user may not see is sorted out below.
        found = self.env["socreg.registrant"].sudo()
        found = found.search_fetch([("uid", "in", sorted(compact.values()))], ["uid"])
        by_uid = {person.uid: person.id for person in found}
        return {uid: by_uid[plain] for uid, plain in compact.items() if plain in by_uid}

    @api.model
    def _holders_of_numbers(self, numbers):
        """Return who holds identifiers of which a number has one holder, by type and value."""
        kinds = self.env["socreg.identifier.type"].browse({one["type_id"] for one in numbers})
        unique = set(kinds.filtered("is_unique").ids)
        values = {one["value"] for one in numbers if one["type_id"] in unique}
        # Whom the user may not see is sorted out below: who holds the number keeps it.
        found = self._by_index(
            self.env["socreg.identifier"].sudo(),
            "value",
            values,
            [("status", "=", "valid"), ("type_id", "in", sorted(unique))],
        )
        holders = {}
        for value, records in found.items():
            for record in records:
                holders.setdefault((record.type_id.id, value), set()).add(record.registrant_id.id)
        return holders

    @api.model
    def _as_they_are_now(self, ids):
        """Return, by id, who they are now, and whether the user may see them."""
        found = self.env["socreg.registrant"].browse(ids)
        # The user may not see all of them: that is what is found out here.
        now = {person.id: person.merged_into_id or person for person in found.sudo()}
        everybody = found.browse({person.id for person in now.values()})
        seen = set(everybody._within(READ)._ids)
        return {
            id_: match.Known(person.id, person.kind, person.id in seen)
            for id_, person in now.items()
        }

    @api.model
    def _match_groups(self, source, cases, foreseen):
        """Find the groups that memberships name."""
        said = [case for case in cases if case.joinings]
        if not said:
            return
        keys = self.env["socreg.source.key"]
        names = {
            keys._name_of_key(source, case.delivery.batch, one.key)
            for case in said
            for one in case.joinings
            if one.key
        }
        by_key = keys._registrants(source, names)
        memberships = [one for case in said for one in case.entry.memberships]
        by_uid = self._holders_of_uids({one.uid for one in memberships if one.uid})
        by_number = self._groups_by_identifier(memberships)
        groups = self._as_they_are_now({*by_key.values(), *by_uid.values(), *by_number.values()})
        coming = {case.entry.key for case in cases if case.entry.key}
        for case in said:
            for one, membership in zip(case.joinings, case.entry.memberships, strict=True):
                name = keys._name_of_key(source, case.delivery.batch, one.key)
                id_ = (
                    by_uid.get(membership.uid)
                    or by_number.get(membership.identifier)
                    or by_key.get(name)
                )
                group = groups.get(id_)
                if group and group.is_seen and group.kind != INDIVIDUAL:
                    one.group_id = group.id
                elif one.key not in coming and hash(("key", one.key)) not in foreseen:
                    case.fault(one.path, "unknown_group")

    @api.model
    def _groups_by_identifier(self, memberships):
        said = {one.identifier for one in memberships if one.identifier}
        types = self._identifier_types(said)
        known = [one for one in said if one.type in types]
        numbers = [{"type_id": types[one.type].id, "value": one.value} for one in known]
        holders = self._holders_of_numbers(numbers)
        return {
            one: min(ids) for one in known if (ids := holders.get((types[one.type].id, one.value)))
        }

    @api.model
    @elevated("comparison with who is delivered")
    def _match_by_rules(self, source, cases):
        """Find those whom the source's rules take for the same, with a query for all."""
        rules = source.rule_ids._to_core()
        people = [case for case in cases if case.entry.kind == INDIVIDUAL] if rules else []
        if not people:
            return
        wanted = [self._traits_of_case(case) for case in people]
        found = self._look_alikes(wanted, rules)
        traits = self._traits_of({id_ for ids in found.values() for id_ in ids})
        for place, (case, one) in enumerate(zip(people, wanted, strict=True)):
            candidates = {id_: traits[id_] for id_ in found.get(place, ()) if id_ in traits}
            result = match.by_rules(one, candidates, rules)
            if result.grade == match.Grade.CERTAIN:
                case.registrant_id = result.ids[0]
            else:
                case.candidate_ids = result.ids[:MOST_CANDIDATES]

    @api.model
    def _traits_of_case(self, case):
        values = case.values
        # Others may be registered without a middle name, or in one script only.
        names = (
            values.get("given_name"),
            values.get("family_name") or values.get("additional_name"),
        )
        born, area = values.get("birthdate"), values.get("area_id")
        return match.Traits(
            " ".join(filter(None, names)) or values.get("local_name") or "",
            born or None,
            born.year if born else None,
            # Areas are read by everybody; their paths are not shown.
            (self.env["socreg.area"].browse(area).sudo().parent_path or "") if area else "",
            values.get("sex") or "",
            frozenset(case.phones),
        )

    @api.model
    def _look_alikes(self, wanted, rules):
        """Return the ids of those who share the parts of a name, or a phone, by place in the list."""
        found = {}
        if any(match.NAME in rule.fields for rule in rules):
            is_dated = all(
                {match.BIRTHDATE, match.BIRTH_YEAR} & set(rule.fields)
                for rule in rules
                if match.NAME in rule.fields
            )
            for place, id_ in self._rows_alike(wanted, is_dated):
                found.setdefault(place, set()).add(id_)
        if any(match.PHONE in rule.fields for rule in rules):
            numbers = {number for one in wanted for number in one.phones}
            # Whom the user may not see is sorted out below.
            phones = self._by_index(self.env["socreg.phone"].sudo(), "number", numbers)
            for place, one in enumerate(wanted):
                for number in one.phones & phones.keys():
                    found.setdefault(place, set()).update(phones[number].registrant_id.ids)
        return found

    @api.model
    def _rows_alike(self, wanted, is_dated):
        """Return pairs of place and id: who has all parts of the name, as far as buckets tell."""
        asked = []
        for place, one in enumerate(wanted):
            parts = fold(one.name)
            if len(parts) >= LEAST_PARTS and (one.birth_year or not is_dated):
                pairs = self._pairs_of(parts)
                asked.append(SQL("(%s, %s::int[], %s::int)", place, pairs, one.birth_year))
        if not asked:
            return []
        registrants = self.env["socreg.registrant"]
        registrants.flush_model()
        year = SQL("AND r.birth_year BETWEEN asked.year - 1 AND asked.year + 1")
        # The planner would read everybody, or all of a year: it does not know how few fit, nor what
        # it costs to look at the names of those who do not.
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            SQL(
                "SELECT asked.place, alike.id FROM (VALUES %s) AS asked (place, pairs, year)"
                " CROSS JOIN LATERAL (SELECT r.id FROM (SELECT id, kind, state, birth_year"
                " FROM socreg_registrant WHERE socreg_name_pairs(name_buckets) @> asked.pairs"
                " OFFSET 0) AS r WHERE r.kind = 'individual'"
                " AND r.state != 'merged' %s LIMIT %s) AS alike",
                SQL(", ").join(asked),
                year if is_dated else SQL(),
                MOST_LIKE,
            )
        )
        rows = self.env.cr.fetchall()
        self.env.cr.execute("SET LOCAL enable_seqscan = on")
        return rows

    @api.model
    def _pairs_of(self, parts):
        """Return what the database keeps of each two parts of a name."""
        registrants = self.env["socreg.registrant"]
        # Of living keys, the oldest: the rows that were written before a younger one have it too.
        buckets = sorted({registrants._buckets({key(part)})[0] for part in parts})
        return sorted({blind.pair(one, other) for one in buckets for other in buckets})

    @api.model
    def _traits_of(self, ids):
        """Return what is known of those of them whom the user may see, by id."""
        # Reading whole pages by the rules of access would ask for each area once more.
        people = self.env["socreg.registrant"].browse(ids)._within(READ).sudo()
        with machinery():
            people.fetch(["name_tokens", "birthdate", "birth_year", "sex", "area_id"])
            names = people._fields["name_tokens"].read_many(people)
        dates = people._fields["birthdate"].read_many(people)
        phones = self._phones_of(people.ids)
        return {
            person.id: match.Traits(
                name or "",
                born or None,
                person.birth_year or None,
                person.area_id.parent_path or "",
                person.sex or "",
                frozenset(phones.get(person.id, ())),
            )
            for person, name, born in zip(people, names, dates, strict=True)
        }

    @api.model
    @elevated("comparison with who is delivered")
    def _phones_of(self, ids):
        """Return the phone numbers of registrants, by their ids."""
        # Who may work on a registrant may work on their phones.
        rows = self.env["socreg.phone"].sudo()
        rows = rows.search_fetch([("registrant_id", "in", list(ids))], ["registrant_id", "number"])
        numbers = {}
        values = rows._fields["number"].read_many(rows)
        for row, number in zip(rows, values, strict=True):
            numbers.setdefault(row.registrant_id.id, []).append(number)
        return numbers
