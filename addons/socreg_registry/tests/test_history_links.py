from odoo.addons.socreg_history.verification.lanes import run_parts
from odoo.addons.socreg_history.verification.scope import Scope
from odoo.addons.socreg_history.verification.state import StateChecks, prepare
from odoo.addons.socreg_history.verifier.socreg_verify import Report

from .common import RegistryCase


class TestHistoryLinks(RegistryCase):
    def faults(self):
        report = Report(frozenset({"state", "watched"}))
        run_parts(self.cr, StateChecks(Scope()).parts(self.cr), report, prepare=prepare)
        return sum(report.faults.values())

    def test_links_that_changed_while_their_triggers_were_off_are_found(self):
        tags = self.env["socreg.tag"].create([{"name": "a"}, {"name": "b"}])
        people = self.new_people(*"AB")
        people[0].tag_ids = tags[0]
        self.env.flush_all()
        relation = people._fields["tag_ids"].relation
        self.env.cr.execute(f"ALTER TABLE {relation} DISABLE TRIGGER USER")
        people[0].tag_ids = [(5, 0, 0)]
        people[1].tag_ids = tags[1]
        self.env.flush_all()
        self.assertEqual(self.faults(), 2)
        people._watch_history()
        self.assertEqual(self.faults(), 0)
        self.assertEqual(self.env["socreg.history"]._faults(), [])
