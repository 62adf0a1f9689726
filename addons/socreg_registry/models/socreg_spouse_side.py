from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .socreg_spouse import without_derived

FIXED = ("spouse_id", "person_id", "other_id")


class SocregSpouseSide(models.Model):
    """A marriage as one of the two sees it: the other is the spouse.

    It is made with the marriage, two for each; made from a person's form, it makes the marriage. The
    database counts by it how often somebody is married.
    """

    _name = "socreg.spouse.side"
    _inherit = "socreg.scoped"
    _description = "Side of a Marriage"
    _order = "spouse_id, id"
    _rec_name = "other_id"
    _scope_paths = ("person_id", "other_id")

    spouse_id = fields.Many2one(
        "socreg.spouse",
        string="Marriage",
        required=True,
        index=True,
        ondelete="cascade",
        data_class="statistical",
    )
    person_id = fields.Many2one(
        "socreg.registrant", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    other_id = fields.Many2one(
        "socreg.registrant",
        string="Spouse",
        required=True,
        index=True,
        ondelete="cascade",
        data_class="statistical",
    )
    is_married = fields.Boolean(
        related="spouse_id.is_married", readonly=False, data_class="statistical"
    )
    married_on = fields.Date(
        related="spouse_id.married_on", readonly=False, data_class="statistical"
    )
    is_separated = fields.Boolean(
        related="spouse_id.is_separated", readonly=False, data_class="statistical"
    )
    separated_on = fields.Date(
        related="spouse_id.separated_on", readonly=False, data_class="statistical"
    )
    is_exclusive = fields.Boolean(
        related="spouse_id.is_exclusive", store=True, data_class="statistical"
    )

    _sql_constraints = [
        (
            "one_spouse",
            "EXCLUDE (person_id WITH =) WHERE (is_exclusive) DEFERRABLE INITIALLY DEFERRED",
            "One of them is married to somebody else. End that marriage first.",
        ),
        (
            "once_each",
            "UNIQUE (spouse_id, person_id)",
            "A marriage has one side for each of the two.",
        ),
    ]

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Make marriages, and return their sides of who was given as the person."""
        spouses = self.env["socreg.spouse"].create(
            [self._prepare_spouse_vals(v) for v in vals_list]
        )
        return self.browse(
            side.id
            for spouse in spouses
            for side in spouse.side_ids
            if side.person_id == spouse.person1_id
        )

    def write(self, vals):
        if any(name in vals and any(s[name].id != vals[name] for s in self) for name in FIXED):
            raise UserError(_("Delete this marriage and enter the right one."))
        return super().write(without_derived(vals))

    def unlink(self):  # pylint: disable=method-required-super
        """Delete the marriages, and with each its two sides."""
        return self.spouse_id.unlink()

    @api.model
    def _prepare_spouse_vals(self, vals):
        known = self.env["socreg.spouse"]._fields
        people = {"person1_id": vals.get("person_id"), "person2_id": vals.get("other_id")}
        return {**{name: value for name, value in vals.items() if name in known}, **people}

    @api.model
    def _add(self, spouses):
        """Make both sides of marriages."""
        pairs = [(spouse, spouse.person1_id, spouse.person2_id) for spouse in spouses]
        return super().create(  # pylint: disable=super-method-mismatch
            [
                {"spouse_id": spouse.id, "person_id": person.id, "other_id": other.id}
                for spouse, one, two in pairs
                for person, other in ((one, two), (two, one))
            ]
        )
