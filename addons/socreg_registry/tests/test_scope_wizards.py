from odoo.exceptions import AccessError, UserError

from .scope_common import ScopeCase
from .users import give, new_user_with

TRANSFER = "socreg.membership.transfer"
LINE = "socreg.membership.transfer.line"
MERGE = "socreg.group.merge"
DEACTIVATE = "socreg.registrant.deactivate"
BULK = "socreg.registrant.bulk"


class TestScopeWizards(ScopeCase):
    """A registrar of one district names people of another to wizards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.binh = cls.new_people("Binh")
        cls.binh.area_id = cls.there
        cls.of_binh = cls.join(cls.theirs, cls.binh, cls.head)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def wizards_elsewhere(self):
        """Return models with values that name somebody elsewhere."""
        theirs, mai = self.theirs.id, self.mai.id
        return (
            (TRANSFER, {"group_id": theirs}),
            (TRANSFER, {"group_id": self.ours.id, "target_id": theirs}),
            (TRANSFER, {"group_id": self.ours.id, "successor_id": mai}),
            (MERGE, {"target_id": theirs}),
            (MERGE, {"target_id": self.ours.id, "group_ids": [(4, theirs)]}),
            (MERGE, {"target_id": self.ours.id, "head_id": mai}),
            (DEACTIVATE, {"reason": "x", "registrant_ids": [(6, 0, [mai, theirs])]}),
            (DEACTIVATE, {"reason": "x", "successor_id": mai}),
            (BULK, {"registrant_ids": [(4, mai)]}),
        )

    def test_wizard_that_names_somebody_elsewhere_is_not_made(self):
        for model, values in self.wizards_elsewhere():
            self.env.invalidate_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.our_env[model].create(values)

    def test_wizard_does_not_come_to_name_somebody_elsewhere(self):
        for model, values in self.wizards_elsewhere():
            own = {"group_id": self.ours.id} if model == TRANSFER else {}
            own |= {"target_id": self.ours.id} if model == MERGE else {}
            own |= {"reason": "x"} if model == DEACTIVATE else {}
            wizard = self.our_env[model].create(own)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                wizard.write(values)

    def test_line_does_not_lead_elsewhere(self):
        wizard = self.our_env[TRANSFER].create({"group_id": self.ours.id})
        self.env.flush_all()
        line = {"membership_id": self.of_binh.id, "is_chosen": True}
        for change in (
            lambda: self.our_env[LINE].create({"transfer_id": wizard.id, **line}),
            lambda: wizard.write({"line_ids": [(0, 0, line)]}),
            lambda: wizard.line_ids[0].write(line),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()

    def test_chosen_of_the_context_do_not_lead_elsewhere(self):
        ids = [self.mai.id, self.theirs.id]
        for model, values in (
            (MERGE, {"target_id": self.ours.id}),
            (DEACTIVATE, {"reason": "x"}),
            (BULK, {}),
        ):
            wizards = self.our_env[model].with_context(active_ids=ids)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                wizards.create(values)
        chosen = self.our_env[TRANSFER].with_context(chosen_membership_ids=self.of_binh.ids)
        wizard = chosen.create({"group_id": self.ours.id})
        self.assertNotIn(self.of_binh, wizard.line_ids.membership_id)

    def test_form_that_is_filled_in_tells_nothing_of_a_group_elsewhere(self):
        shown = {
            "area_id": {"fields": {"display_name": {}}},
            "group_type_id": {"fields": {"display_name": {}}},
            "leaves_headless": {},
            "line_ids": {
                "fields": {
                    "membership_id": {"fields": {"display_name": {}}},
                    "member_name": {},
                    "birth_year": {},
                    "role_ids": {"fields": {"display_name": {}}},
                }
            },
        }
        self.told_nothing(TRANSFER, {"group_id": self.theirs.id}, shown)
        named = {"fields": {"display_name": {}}}
        shown = {"needs_head": {}, "candidate_ids": named}
        values = {"target_id": self.theirs.id, "group_ids": [(6, 0, self.theirs.ids)]}
        self.told_nothing(MERGE, values, shown)
        shown = {"headless_ids": named, "candidate_ids": named}
        values = {"registrant_ids": [(6, 0, self.binh.ids)], "ends_memberships": True}
        self.told_nothing(DEACTIVATE, values, shown)

    def told_nothing(self, model, values, shown):
        """A form answers with nothing but emptiness, or refuses."""
        for changed in (list(values), []):
            self.env.invalidate_all()
            try:
                asked = {name: {"fields": {}} for name in values} | shown
                told = self.our_env[model].onchange(dict(values), changed, asked)
            except AccessError:
                continue
            told = {k: v for k, v in told.get("value", {}).items() if k in shown and v}
            self.assertFalse(told, model)

    def test_wizards_of_others_are_nobody_elses(self):
        values = {"reason": "Ill", "registrant_ids": [(6, 0, self.lan.ids)]}
        wizard = self.our_env[DEACTIVATE].create(values)
        colleague = new_user_with(self.env, "test-colleague")
        give(colleague, "registrar", self.here)
        theirs = wizard.with_user(colleague)
        self.env.flush_all()
        for act in (
            lambda: theirs.read(["reason"]),
            lambda: theirs.write({"since": "2020-01-01"}),
            theirs.action_apply,
            theirs.unlink,
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()
        self.assertFalse(theirs.search([("id", "=", wizard.id)]))

    def test_wizard_that_got_there_before_does_nothing_elsewhere(self):
        """Whoever lost an area has a wizard from before, which is done as today."""
        target = self.new_group("Other")
        target.area_id = self.there
        for model, values in (
            (TRANSFER, {"group_id": self.theirs.id, "target_id": target.id}),
            (TRANSFER, {"group_id": self.ours.id, "target_id": self.theirs.id}),
            (
                MERGE,
                {
                    "target_id": self.ours.id,
                    "group_ids": [(6, 0, (self.ours | self.theirs).ids)],
                    "head_id": self.mai.id,
                },
            ),
            (DEACTIVATE, {"reason": "x", "registrant_ids": [(6, 0, self.mai.ids)]}),
            (
                BULK,
                {
                    "operation": "area",
                    "area_id": self.here.id,
                    "registrant_ids": [(6, 0, self.mai.ids)],
                },
            ),
        ):
            wizard = self.env[model].with_user(self.clerk).sudo().create(values)
            if model == TRANSFER:
                wizard.line_ids.is_chosen = True
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertRaises(UserError), self.env.cr.savepoint():
                wizard.sudo(False).action_apply()
                self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual((self.mai.state, self.mai.area_id), ("active", self.there))
        self.assertFalse(self.of_binh.end_date or self.to_mai.end_date)

    def test_who_heads_a_group_elsewhere_is_deactivated_without_telling_of_it(self):
        self.of_binh.end_date = self.of_binh.start_date
        self.join(self.theirs, self.lan, self.head)
        self.join(self.theirs, self.mai, self.child)
        values = {"reason": "x", "registrant_ids": [(6, 0, self.lan.ids)]}
        wizard = self.our_env[DEACTIVATE].create(values)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(wizard.headless_ids | wizard.candidate_ids)
        wizard.ends_memberships = False
        wizard.action_apply()
        self.assertEqual(self.lan.state, "moved")
