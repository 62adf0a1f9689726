from .common import RegistryCase
from .users import PERSONAL_DATA, new_user_with


class ScopeCase(RegistryCase):
    """Two districts, a household in each with one person of the other's, and a registrar of one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        areas = cls.env["socreg.area"]
        cls.here, cls.there = areas.create(
            [{"name": "Here", "code": "T-H"}, {"name": "There", "code": "T-T"}]
        )
        cls.village = areas.create({"name": "Village", "code": "T-HV", "parent_id": cls.here.id})
        cls.clerk = new_user_with(cls.env, "test-clerk", "registrar", PERSONAL_DATA, areas=cls.here)
        exporters = cls.env.ref("base.group_allow_export")
        users = "user_ids" if "user_ids" in exporters._fields else "users"
        exporters.write({users: [(4, cls.clerk.id)]})
        cls.lan, cls.mai = cls.new_people("Lan", "Mai")
        cls.lan.area_id, cls.mai.area_id = cls.village, cls.there
        cls.mai.write({"birthdate": "1980-05-17", "sex": "2"})
        cls.ours, cls.theirs = cls.new_group("Ours"), cls.new_group("Theirs")
        cls.ours.area_id, cls.theirs.area_id = cls.here, cls.there
        cls.community = cls.env.ref("socreg_registry.socreg_group_type_community")
        cls.join(cls.ours, cls.lan, cls.child)
        cls.to_mai = cls.join(cls.ours, cls.mai, cls.head)
        cls.phone = cls.phones.create({"registrant_id": cls.mai.id, "number": "0905 123 456"})
        id_type = cls.env["socreg.identifier.type"].create({"name": "T", "code": "t"})
        cls.identifier = cls.identifiers.create(
            {"registrant_id": cls.mai.id, "type_id": id_type.id, "value": "AB123"}
        )
        cls.nobody_knows_where = cls.new_people("Zoe")
        cls.env.flush_all()
        cls.env.invalidate_all()

    def setUp(self):
        super().setUp()
        self.our_env = self.env(user=self.clerk)

    def see(self, record):
        return record.with_env(self.our_env)

    def seen(self, model, *domain):
        return self.our_env[model].search(list(domain))
