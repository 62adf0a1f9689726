from .common import RegistryCase


class FamilyCase(RegistryCase):
    """Short ways to make people with parents, and couples."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spouses = cls.env["socreg.spouse"].with_user(cls.registrar)
        cls.sides = cls.env["socreg.spouse.side"].with_user(cls.registrar)

    @classmethod
    def person(cls, name, *parents, **values):
        slots = zip(("parent1_id", "parent2_id"), parents, strict=False)
        kin = {slot: parent.id for slot, parent in slots}
        return cls.registrants.create({"given_name": name, **kin, **values})

    @classmethod
    def marry(cls, one, other, **values):
        return cls.spouses.create({"person1_id": one.id, "person2_id": other.id, **values})

    @classmethod
    def allow_polygamy(cls, allowed=True):
        settings = cls.env["socreg.settings"].create({"is_polygamy_allowed": allowed})
        settings.action_save()
