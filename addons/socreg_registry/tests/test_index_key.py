from odoo.addons.socreg_crypto.core.elevation import machinery

from .common import RegistryCase


class TestIndexKey(RegistryCase):
    def buckets(self, person):
        self.env.flush_all()
        person.invalidate_recordset()
        with machinery():
            return {bucket >> 23 for bucket in person.name_buckets}

    def test_names_are_found_when_the_index_key_has_changed(self):
        person = self.new_people("Thị Lan")
        self.assertEqual(self.buckets(person), {1})
        keys = self.env["socreg.key"]
        old = keys._living("index")
        new = keys._rotate("index")
        new._promote()
        self.assertTrue(old._count_left())
        self.env.flush_all()
        list(self.env["socreg.sealed"]._reindex(new.version, 2))
        self.assertEqual(self.buckets(person), {1, 2})
        self.assertEqual(old._count_left(), 0)
        old._destroy()
        self.assertEqual(self.registrants.search([("name", "ilike", "lan")]), person)
