"""Each control is switched off, and what it refuses then succeeds: its tests are not empty."""

from contextlib import ExitStack, suppress
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.socreg_crypto import opening
from odoo.addons.socreg_crypto.core import envelope
from odoo.addons.socreg_crypto.fields import OwnColumn, PersonalField, SealedField, sealed
from odoo.addons.socreg_crypto.models import socreg_data_key, socreg_sealed
from odoo.addons.socreg_crypto.opening import forget_keys

from .common import VALUES, DoorsCase

MUTED = ("odoo.addons.socreg_crypto.fields.sealed", "odoo.sql_db")
NUMBER = VALUES["number"]


def nothing(*_args, **_kwargs):
    """Do nothing in place of a control."""


class TestControls(DoorsCase):
    def outcome(self, attack):
        """Return what an attack brings, None where it is refused; nothing of it stays."""
        brought = None
        with suppress(ZeroDivisionError, UserError, IntegrityError), mute_logger(*MUTED):
            with self.env.cr.savepoint():
                self.env.invalidate_all()
                forget_keys(self.env.cr)
                brought = attack()
                self.env.flush_all()
                raise ZeroDivisionError
            return brought
        return brought

    def assertControls(self, attack, brings, *controls):
        """An attack brings something only while the controls are off.

        :param controls: what is patched, the attribute, and what stands in for it
        """
        before = self.outcome(attack)
        self.assertNotEqual(before, brings)
        with ExitStack() as off:
            for target, name, instead in controls:
                off.enter_context(patch.object(target, name, instead))
            self.assertEqual(self.outcome(attack), brings)
        self.assertEqual(self.outcome(attack), before)

    def on_model(self, name, instead=nothing, record=None):
        return type(record if record is not None else self.lan), name, instead

    def seen(self, *args):
        """Return the control that tells who may see, switched off."""
        return opening.Openings, "may_see", lambda *_args: True

    def test_mask_of_a_value(self):
        for brings, read in (
            ("Nguyễn Lan", lambda lan: lan.name),
            ("Nguyễn Lan", lambda lan: lan.read(["name"])[0]["name"]),
            ("Nguyễn Lan", lambda lan: lan.sudo().export_data(["name"])["datas"][0][0]),
            (VALUES["birthdate"], lambda lan: lan.birthdate),
            ("NGUYỄN LAN", lambda lan: lan.shout),
            ("Nguyễn Lan", lambda lan: lan.new(origin=lan).name),
        ):
            with self.subTest(brings=brings):
                self.assertControls(lambda r=read: r(self.as_clerk(self.lan)), brings, self.seen())

    def test_mask_of_what_is_computed(self):
        unmasked = (PersonalField, "masked", lambda _field, value, _record: value)
        shout = lambda: self.as_clerk(self.lan).shout  # noqa: E731
        self.assertControls(shout, "NGUYỄN LAN", unmasked)

    def test_refusal_of_a_mask_that_comes_back(self):
        def attack():
            lan = self.as_clerk(self.lan)
            lan.write(lan.read(["name"])[0])
            return self.fresh(self.lan).name

        self.assertControls(attack, "N•• L••", self.on_model("_refuse_masks"))

    def test_refusal_to_empty_what_is_not_seen(self):
        def attack():
            self.as_clerk(self.lan).name = False
            return self.fresh(self.lan).name

        self.assertControls(attack, False, self.on_model("_refuse_unseen_emptying"))

    def test_refusal_to_search_by_what_is_not_seen(self):
        off = SealedField, "check_search", nothing
        for model, domain, found in self.guesses():
            search = lambda m=model, d=domain: m.search(d).ids  # noqa: E731
            self.assertControls(search, found.ids, off)

    def test_refusal_in_memory(self):
        def attack():
            domain = [("birthdate", ">", "1980-01-01")]
            return self.fresh(self.lan).filtered_domain(domain).id

        self.assertControls(attack, self.lan.id, self.on_model("_refuse_in_memory"))

    def test_refusal_of_order_and_groups(self):
        mine = [("id", "in", (self.lan + self.mai).ids)]
        off = self.on_model("_refuse_sealed")
        search = lambda: len(self.people.search(mine, order="name"))  # noqa: E731
        self.assertControls(search, 2, off)
        group = lambda: len(self.people._read_group(mine, ["number"], ["__count"]))  # noqa: E731
        self.assertControls(group, 2, off)

    def test_binding_of_a_cell_to_its_row(self):
        def attack():
            thu = self.people.create({"name": "Thu"})
            one, other = self.items.create(
                [{"person_id": thu.id, "value": value} for value in ("AB-3", "AB-4")]
            )
            self.put(other, "value", self.column(one, "value"))
            return other.value

        unbound = lambda _rid: b""  # noqa: E731
        modules = (envelope, sealed, socreg_data_key, socreg_sealed)
        self.assertControls(attack, "AB-3", *((module, "row_of", unbound) for module in modules))

    def test_binding_of_a_cell_to_its_column(self):
        def attack():
            thu = self.people.create({"name": "Thu", "note": "hers"})
            self.put(thu, "note", self.column(thu, "name"))
            return thu.note

        unbound = lambda _model, _field: b""  # noqa: E731
        modules = (envelope, sealed)
        self.assertControls(attack, "Thu", *((module, "column_of", unbound) for module in modules))

    def test_sealing_itself(self):
        def attack():
            self.lan.name = "Nguyễn Thu"
            return b"Thu" in self.column(self.lan, "name")

        plain = envelope.Cipher, "seal_at", lambda _self, value, *_where: value
        self.assertControls(attack, True, plain)

    def test_padding(self):
        def attack():
            women = self.people.create([{"name": "female"}, {"name": "male"}])
            return len({len(self.column(person, "name")) for person in women})

        off = envelope, "pad", lambda plaintext: plaintext + envelope.END
        self.assertControls(attack, 2, off)

    def test_equal_values_are_not_written(self):
        def attack():
            before = self.column(self.lan, "name")
            self.fresh(self.lan).name = "Nguyễn Lan"
            return self.column(self.lan, "name") != before

        off = SealedField, "write", fields.Field.write
        self.assertControls(attack, True, off)

    def test_guard_of_what_nobody_writes_by_hand(self):
        def attack(name):
            self.lan.write({name: "by hand"})
            return self.own(self.fresh(self.lan), name)

        off = self.on_model("_own_columns", lambda _self: frozenset())
        for name in ("rid", "number_index0"):
            self.assertControls(lambda name=name: attack(name), "by hand", off)

    def test_refusal_to_tell_of_own_columns(self):
        (index,) = filter(None, (self.own(self.lan, f"number_index{slot}") for slot in (0, 1)))
        name = f"number_index{self.own(self.lan, 'number_index1') == index:d}"
        people, items = self.people.with_user(self.clerk), self.items.with_user(self.clerk)
        both = [("id", "in", (self.lan + self.mai).ids)]
        for attack, brings in (
            (lambda: self.as_clerk(self.lan).read([name])[0][name], index),
            (lambda: self.as_clerk(self.lan)[name], index),
            (lambda: people.search([(name, "=", index)]).id, self.lan.id),
            (lambda: items.search([(f"person_id.{name}", "=", index)]).id, self.item.id),
            (lambda: len(people.search(both, order=name)), 2),
            (lambda: len(people._read_group(both, [name], ["__count"])), 2),
        ):
            self.assertControls(attack, brings, (OwnColumn, "check_use", nothing))

    def test_log_of_openings(self):
        def attack():
            self.env.cr.precommit.run()
            count = self.env["socreg.opening"].search_count([])
            self.fresh(self.lan).read(["name"])
            self.env.cr.precommit.run()
            return "unseen" if self.env["socreg.opening"].search_count([]) == count else "logged"

        off = opening.Openings, "note", nothing
        self.assertControls(attack, "unseen", off)

    def test_seal_of_what_moves_to_somebody_else(self):
        def attack():
            self.item.person_id = self.mai
            self.destroy_key(self.lan)
            return bool(self.fresh(self.item).value)

        off = self.on_model(
            "_write_to_subject", lambda records, vals: records._write_unguarded(vals), self.item
        )
        with ExitStack() as stack:
            self.assertTrue(self.outcome(attack))
            stack.enter_context(patch.object(*off))
            self.assertFalse(self.outcome(attack))

    def test_refusal_of_doubles(self):
        def attack():
            self.items.create({"person_id": self.mai.id, "value": "ab-1"})
            self.env.flush_all()
            return "made"

        off = self.on_model("_index_vals", lambda *_args: {}, self.item)
        self.assertControls(attack, "made", off)

    def test_indexes_of_the_erased(self):
        def attack():
            self.lan._erase()
            return self.people.search([("number", "=", NUMBER)]).id

        self.assertControls(attack, self.lan.id, self.on_model("_blank_indexes"))

    def test_key_that_still_wraps_something(self):
        keys = self.env["socreg.key"]

        def attack():
            old = keys.search([("purpose", "=", "identity"), ("state", "=", "active")])
            keys._rotate("identity")._promote()
            self.env.flush_all()
            old._destroy()
            return old.state

        off = self.on_model("_count_left", lambda _self: 0, keys)
        self.assertControls(attack, "destroyed", off)
