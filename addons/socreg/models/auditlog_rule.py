from odoo import api, models

from odoo.addons.socreg_crypto.core.masks import HIDDEN

# To read the definition of properties as auditlog does, past the cache, changes it on Odoo 19.
UNREADABLE = ("binary", "image", "json", "properties", "properties_definition")
NEVER_LOGGED = ("id", "create_uid", "create_date", "write_uid", "write_date", "display_name")


class AuditlogRule(models.Model):
    """Of what is known of people the audit log keeps that it changed, and never what it says.

    It is not sealed: rules of such models log which fields somebody wrote, under the public number.
    """

    _inherit = "auditlog.rule"

    @api.model
    def _is_personal(self, model):
        """Tell whether the records of a model say something of people, or seal something."""
        kept = (self.env.registry["socreg.sealed"], self.env.registry["socreg.historised"])
        return issubclass(self.env.registry.get(model, object), kept)

    @api.model
    def get_auditlog_fields(self, model):
        """Leave out what nobody reads: what is stored nowhere, and what Odoo keeps for itself."""
        return [
            name
            for name in super().get_auditlog_fields(model)
            if model._fields[name].store
            and model._fields[name].type not in UNREADABLE
            and name != "parent_path"
        ]

    def _make_create(self):
        make = super()._make_create
        if not self._is_personal(self.model_id.model):
            return make()
        excluded = self.users_to_exclude_ids

        @api.model_create_multi
        def create(self, vals_list):
            records = create.origin(self, vals_list)
            written = [vals.keys() for vals in vals_list]
            self.env["auditlog.rule"]._log_personal(records, "create", written, excluded)
            return records

        return create

    def _make_write(self):
        make = super()._make_write
        if not self._is_personal(self.model_id.model):
            return make()
        excluded = self.users_to_exclude_ids

        def write(self, vals):
            result = write.origin(self, vals)
            written = [vals.keys()] * len(self)
            self.env["auditlog.rule"]._log_personal(self, "write", written, excluded)
            return result

        return write

    def _make_unlink(self):
        make = super()._make_unlink
        if not self._is_personal(self.model_id.model):
            return make()
        excluded = self.users_to_exclude_ids

        def unlink(self):
            # Afterwards nobody knows any more whose they were.
            self.env["auditlog.rule"]._log_personal(self, "unlink", [()] * len(self), excluded)
            return unlink.origin(self)

        return unlink

    def _make_read(self):
        make = super()._make_read
        if not self._is_personal(self.model_id.model):
            return make()
        excluded = self.users_to_exclude_ids

        def read(self, fields=None, load="_classic_read"):
            result = read.origin(self, fields, load)
            asked = [fields or self._fields.keys()] * len(self)
            self.env["auditlog.rule"]._log_personal(self, "read", asked, excluded)
            return result

        return read

    @api.model
    def _log_personal(self, records, method, names, excluded):
        """Log what somebody did to records, by the fields alone.

        :param names: of each record, the fields it is about
        """
        done = [pair for pair in zip(records, names, strict=True) if pair[0].id]
        if not done or self.env.user in excluded:
            return
        fields = self._personal_fields(records._name)
        common = {
            **self._personal_request(),
            "model_id": self.env["ir.model"]._get_id(records._name),
        }
        # Whoever is logged may not write the log.
        self.env["auditlog.log"].sudo().create(
            [
                {
                    **common,
                    "method": method,
                    "res_id": record.id,
                    "line_ids": [
                        (0, 0, {"field_id": fields[name], "new_value": HIDDEN})
                        for name in sorted(about)
                        if name in fields
                    ],
                }
                for record, about in done
            ]
        )

    @api.model
    def _personal_request(self):
        # Whoever is logged may not write the log.
        requests = self.env["auditlog.http.request"].sudo()
        sessions = self.env["auditlog.http.session"].sudo()
        return {
            "user_id": self.env.uid,
            "log_type": "fast",
            "http_request_id": requests.current_http_request(),
            "http_session_id": sessions.current_http_session(),
        }

    @api.model
    def _personal_fields(self, model):
        """Return the ids of the descriptions of a model's fields by name."""
        fields = self.env["ir.model.fields"].sudo().search([("model", "=", model)])
        return {field.name: field.id for field in fields if field.name not in NEVER_LOGGED}

    @api.model
    def _public_names(self, records):
        """Return, by id, the public number of whose the records are; of those that have one."""
        leads = getattr(records, "_history_subject", None) or getattr(
            records, "_subject_field", None
        )
        # Who is logged may not read them all; a public number is no secret to who reads the log.
        held = records.sudo().exists()
        subjects = held.mapped(leads) if leads else held
        if "uid" not in subjects._fields:
            return {}
        return {record.id: (record[leads] if leads else record).uid for record in held}
