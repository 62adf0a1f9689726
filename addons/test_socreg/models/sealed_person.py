from odoo import fields, models

from odoo.addons.socreg_crypto import fields as sealed

DIFFICULTIES = [("1", "None"), ("2", "Some"), ("3", "Much")]


class TestSocregPerson(models.Model):
    """A subject with a sealed field of every kind."""

    _name = "test_socreg.person"
    _inherit = ["socreg.historised", "socreg.sealed.subject"]
    _description = "Sealed Person"

    label = fields.Char()
    name = sealed.SealedChar(mask="initials")
    number = sealed.SealedChar(blind="exact", mask="last_digits")
    number_index0 = sealed.BlindIndex(index=True)
    number_index1 = sealed.BlindIndex(index=True)
    note = sealed.SealedText()
    village = sealed.SealedChar(blind="truncated", bits=4)
    village_index0 = sealed.BlindIndex()
    village_index1 = sealed.BlindIndex()
    birthdate = sealed.SealedDate()
    weight = sealed.SealedFloat()
    walking = sealed.SealedSelection(DIFFICULTIES, data_class="sensitive")
    photo = sealed.SealedBinary()
    answers = sealed.SealedJson(data_class="sensitive")
    item_ids = fields.One2many("test_socreg.item", "person_id")
    shout = sealed.PersonalChar(compute="_compute_shout", mask="initials")

    def _compute_shout(self):
        for person in self:
            person.shout = (person.name or "").upper()


class TestSocregPlain(models.Model):
    """The same person without a seal: what the sealed one is compared with."""

    _name = "test_socreg.plain"
    _description = "Plain Person"

    label = fields.Char()
    name = fields.Char()
    number = fields.Char(index=True)
    note = fields.Text()
    birthdate = fields.Date()
    weight = fields.Float()
    walking = fields.Selection(DIFFICULTIES)
    photo = fields.Binary(attachment=False)
    answers = fields.Json()
    item_ids = fields.One2many("test_socreg.plain.item", "person_id")


class TestSocregItem(models.Model):
    """What hangs on a person and is sealed with the person's key."""

    _name = "test_socreg.item"
    _inherit = ["socreg.historised", "socreg.sealed"]
    _description = "Sealed Item"
    _subject_field = _history_subject = "person_id"

    person_id = fields.Many2one("test_socreg.person", required=True, ondelete="cascade", index=True)
    value = sealed.SealedChar(blind="exact")
    value_index0 = sealed.BlindIndex(index=True)
    value_index1 = sealed.BlindIndex(index=True)
    person_name = sealed.PersonalChar(related="person_id.name", mask="initials")

    _sql_constraints = [
        ("value_unique0", "UNIQUE (value_index0)", "Somebody else has this value."),
        ("value_unique1", "UNIQUE (value_index1)", "Somebody else has this value."),
    ]
