from .scope_common import ScopeCase
from .users import ROLE, new_user_with

# Views of the log, in which nobody makes a line.
VIEWS = ("socreg.event", "socreg.version")


class MaterialCase(ScopeCase):
    """Something to try every operation on, of every model, in an area."""

    def setUp(self):
        super().setUp()
        self.count = 0
        self.made = {}
        self.register = self.env["socreg.register"].create(
            {"name": "R", "code": "matrix", "enrols": "both"}
        )
        # Nobody is enrolled in it: what it asks may still be changed.
        self.unused = self.env["socreg.register"].create({"name": "U", "code": "matrix_unused"})
        self.choice = self.env["socreg.register.field"].create(
            {"register_id": self.unused.id, "name": "C", "kind": "choice"}
        )

    def material(self, model, area, user):
        """Return a record and the values of another; of a dialog, which is only its user's, theirs."""
        owner = user if self.env[model]._transient else self.env.user
        if (model, area, owner) not in self.made:
            record = self.made_by(model, area, owner)
            self.made[model, area, owner] = record, self.values(model, area, owner)
            self.env.flush_all()
            self.env.invalidate_all()
        return self.made[model, area, owner]

    def made_by(self, model, area, owner):
        if model in VIEWS:
            return self.first(model, self.registrant(area))
        values = self.values(model, area, owner)
        record = self.env[model].with_user(owner).sudo().create(values)
        self.env.flush_all()
        return record

    def values(self, model, area, user):
        """Return what makes a new record, in an area where the model has such a thing."""
        self.count += 1
        code = f"m{self.count}"
        makers = {
            **self.values_of_people(area, code),
            **self.values_of_registers(area, code),
            **self.values_of_dialogs(area, user),
            **self.values_of_rest(area, code),
            **self.values_of_roles(area, code),
        }
        return makers.get(model, lambda: {"name": code, "code": code})()

    def values_of_people(self, area, code):
        """Return how to make the values of people and what hangs on them, by model."""
        return {
            "socreg.registrant": lambda: {"given_name": "Lan", "area_id": area.id},
            "socreg.membership": lambda: {
                "group_id": self.registrant(area, kind="group").id,
                "member_id": self.registrant(area).id,
            },
            "socreg.identifier": lambda: {
                "registrant_id": self.registrant(area).id,
                "type_id": self.identifier.type_id.id,
                "value": code,
            },
            "socreg.phone": lambda: {
                "registrant_id": self.registrant(area).id,
                "number": "0905123456",
            },
            "socreg.spouse": lambda: {
                "person1_id": self.registrant(area).id,
                "person2_id": self.registrant(area).id,
            },
            "socreg.spouse.side": lambda: {
                "person_id": self.registrant(area).id,
                "other_id": self.registrant(area).id,
            },
        }

    def values_of_registers(self, area, code):
        """Return how to make the values of registers and scores, by model."""
        return {
            "socreg.enrolment": lambda: {
                "register_id": self.register.id,
                "registrant_id": self.registrant(area).id,
            },
            "socreg.register.field": lambda: {
                "register_id": self.unused.id,
                "name": code,
                "kind": "integer",
                "data_class": "statistical",
            },
            "socreg.register.option": lambda: {
                "field_id": self.choice.id,
                "name": code,
                "code": code,
            },
            "socreg.poverty.score": lambda: {
                "model_id": self.poverty_model().id,
                "registrant_id": self.registrant(area, kind="group").id,
            },
            "socreg.poverty.model": lambda: {
                "name": code,
                "register_id": self.register.id,
                "direction": "poorer",
            },
            "socreg.poverty.line": lambda: {
                "model_id": self.poverty_model().id,
                "source": "fact",
                "fact": "size",
                "weight": self.count,
            },
            "socreg.poverty.band": lambda: {
                "model_id": self.poverty_model().id,
                "number": self.count,
                "name": code,
            },
        }

    def values_of_dialogs(self, area, user):
        """Return how to make the values of dialogs, by model."""
        return {
            "socreg.membership.transfer": lambda: {
                "group_id": self.registrant(area, kind="group").id,
            },
            "socreg.membership.transfer.line": lambda: {
                "transfer_id": self.made_by("socreg.membership.transfer", area, user).id,
                "membership_id": self.env["socreg.membership"]
                .create(self.values("socreg.membership", area, user))
                .id,
            },
            "socreg.group.merge": lambda: {
                "target_id": self.registrant(area, kind="group").id,
            },
            "socreg.registrant.deactivate": lambda: {
                "reason": "moved",
                "registrant_ids": [(6, 0, self.registrant(area).ids)],
            },
            "socreg.registrant.bulk": lambda: {
                "registrant_ids": [(6, 0, self.registrant(area).ids)],
            },
            "socreg.settings": dict,
            "socreg.area.import": lambda: {"file": "Yw=="},
            "socreg.area.merge": lambda: {"target_id": area.id, "area_ids": [(6, 0, area.ids)]},
        }

    def values_of_rest(self, area, code):
        """Return how to make the values of lists that a registry keeps, by model."""
        return {
            "socreg.occupation": lambda: {"name": code, "code": f"{6000 + self.count}"},
            "socreg.area": lambda: {"name": code, "code": code, "parent_id": area.id},
            "socreg.area.alias": lambda: {"area_id": area.id, "name": code, "code": code},
            "socreg.version.label": lambda: {
                "name": code,
                **self.version_of(self.registrant(area)),
            },
            "socreg.tag": lambda: {"name": code},
            "socreg.consumer": lambda: {"name": code},
            "socreg.opening": lambda: {
                "user_id": self.clerk.id,
                "opened_at": "2020-01-01",
                "door": "/",
                "model": "socreg.registrant",
                "field_names": "x",
            },
        }

    def values_of_roles(self, area, code):
        """Return how to make the values of users' roles, by model."""
        return {
            "socreg.user.invite": lambda: {
                "name": code,
                "login": f"{code}@example.org",
                "role_id": self.env.ref(ROLE % "viewer").id,
            },
            "res.users.role": lambda: {"name": code, "is_registry": True},
            "res.users.role.line": lambda: {
                "user_id": new_user_with(self.env, code).id,
                "role_id": self.env.ref(ROLE % "viewer").id,
                "area_ids": [(6, 0, area.ids)],
            },
        }

    def poverty_model(self):
        values = self.values("socreg.poverty.model", None, self.env.user)
        return self.env["socreg.poverty.model"].create(values)

    def first(self, model, registrant):
        """Return a line of the log of a registrant."""
        return self.env[model].search([("registrant_id", "=", registrant.id)], limit=1)

    def version_of(self, registrant):
        return {
            "version": str(self.first("socreg.version", registrant).id),
            "subject_model": registrant._name,
            "subject": registrant.id,
        }

    def registrant(self, area, **values):
        name = "group_name" if values else "given_name"
        group_type = {"group_type_id": self.community.id} if values else {}
        values = {name: "An", "area_id": area.id, **group_type, **values}
        return self.registrants.create(values)
