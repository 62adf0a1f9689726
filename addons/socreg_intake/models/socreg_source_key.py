from odoo import api, fields, models

from odoo.addons.socreg_crypto.fields import BlindIndex, SealedChar


class SocregSourceKey(models.Model):
    """What a source calls a registrant, so that a later row or file can name them.

    Nobody has access: code looks them up, and says nothing of whom its user may not see.
    """

    _name = "socreg.source.key"
    _inherit = ["socreg.bulk.create", "socreg.sealed"]
    _description = "Key of a Source"
    _subject_field = "registrant_id"
    _rec_name = "id"

    source_id = fields.Many2one(
        "socreg.source", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    registrant_id = fields.Many2one(
        "socreg.registrant", required=True, index=True, ondelete="cascade", data_class="statistical"
    )
    key = SealedChar(required=True, blind="exact")
    key_index0 = BlindIndex(index=True)
    key_index1 = BlindIndex(index=True)

    _sql_constraints = [
        ("key_once0", "UNIQUE (source_id, key_index0)", "The source calls another one so."),
        ("key_once1", "UNIQUE (source_id, key_index1)", "The source calls another one so."),
    ]

    @api.model
    def _name_of(self, source, delivery):
        """Return under which name the key of a delivery's entry is kept."""
        return self._name_of_key(source, delivery.batch, delivery.entry.key)

    @api.model
    def _name_of_key(self, source, batch, key):
        within = "" if source.has_lasting_keys or not batch else batch.id
        return f"{within}/{key}"

    @api.model
    def _registrants(self, source, names):
        """Return the ids of whom a source calls so, by name, with one query."""
        if not names:
            return {}
        # Whom the user may not see is sorted out by who asks.
        found = self.env["socreg.intake"]._by_index(
            self.sudo(), "key", names, [("source_id", "=", source.id)]
        )
        return {name: keys.registrant_id.id for name, keys in found.items()}

    @api.model
    def _remember(self, source, ids_by_name):
        """Keep what a source calls registrants."""
        # The user gives no key by hand: they come with what the user registers.
        self.sudo().create(
            [
                {"source_id": source.id, "registrant_id": id_, "key": name}
                for name, id_ in ids_by_name.items()
            ]
        )
