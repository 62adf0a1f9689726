from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ..core import poverty
from .socreg_poverty_model import IN_FORCE

COMPUTERS = ("supervisor", "manager")
YOUNG, OLD, SMALL = 15, 65, 5
SHOWN = 20
MEMBERS = """
    SELECT m.group_id,
           count(*),
           count(*) FILTER (WHERE COALESCE(p.birth_year, 0) = 0),
           count(*) FILTER (WHERE %(year)s - p.birth_year < %(small)s),
           count(*) FILTER (WHERE %(year)s - p.birth_year < %(young)s
                               OR %(year)s - p.birth_year >= %(old)s),
           max(p.sex) FILTER (WHERE m.is_head),
           max(p.education_level) FILTER (WHERE m.is_head)
      FROM socreg_membership m
      JOIN socreg_registrant p ON p.id = m.member_id
     WHERE m.end_date IS NULL AND m.group_id = ANY(%(ids)s)
       AND p.kind = 'individual' AND p.state = 'active'
     GROUP BY m.group_id
"""


class SocregRegistrant(models.Model):
    """How poor a household is held to be."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    poverty_score_ids = fields.One2many(
        "socreg.poverty.score", "registrant_id", string="Poverty Scores", data_class="statistical"
    )
    poverty_score_id = fields.Many2one(
        "socreg.poverty.score", compute="_compute_poverty_score_id", data_class="statistical"
    )
    poverty_band_id = fields.Many2one(
        "socreg.poverty.band",
        compute="_compute_poverty_band_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        data_class="statistical",
    )
    poverty_words = fields.Text(
        string="How the Score Was Made", compute="_compute_poverty_words", data_class="statistical"
    )

    @api.depends("poverty_score_ids")
    def _compute_poverty_score_id(self):
        newest = self._newest_scores()
        for registrant in self:
            registrant.poverty_score_id = newest.get(registrant._origin.id, False)

    @api.depends("poverty_score_ids")
    @api.depends_context("lang", "uid")
    def _compute_poverty_words(self):
        """Tell nothing of a register that the user may not see."""
        shown = self.env["socreg.poverty.score"].search([("id", "in", self.poverty_score_id.ids)])
        for registrant in self:
            registrant.poverty_words = (registrant.poverty_score_id & shown).inputs_in_words

    @api.depends("poverty_score_ids")
    def _compute_poverty_band_id(self):
        # The band of a household is the same for whoever may see the household.
        scores = self.env["socreg.poverty.score"].sudo()
        newest = self._newest_scores()
        for registrant in self:
            registrant.poverty_band_id = scores.browse(newest.get(registrant._origin.id)).band_id

    @api.model
    def _empty_of_new(self, vals):
        names = super()._empty_of_new(vals)
        return names if vals.get("poverty_score_ids") else names | {"poverty_band_id"}

    def action_compute_poverty(self):
        """Weigh these households by the model in force, and say of whom something is missing."""
        missing = self._score_poverty()
        scored = len(self.filtered(lambda registrant: registrant.kind == "group")) - len(missing)
        words = [_("%(count)s households scored.", count=scored)]
        words += [
            _("%(number)s: missing %(what)s.", number=household.uid, what=", ".join(names))
            for household, names in list(missing.items())[:SHOWN]
        ]
        if len(missing) > SHOWN:
            words.append(_("%(count)s more lack something.", count=len(missing) - SHOWN))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": _("Poverty Score"),
                "message": "\n".join(words),
                "type": "warning" if missing else "success",
                "sticky": bool(missing),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _score_poverty(self):
        """Score these households by the model in force, in one batch.

        :return: what is missing, in words, by household that has no score for it
        """
        where = self.browse().union(*map(self._within, COMPUTERS))
        if not self.env.su and self - where:
            raise AccessError(_("Supervisors and managers compute poverty scores, in their areas."))
        model = self.env["socreg.poverty.model"].search([("state", "=", IN_FORCE)], limit=1)
        if not model:
            raise UserError(_("No poverty model is in force."))
        return self.filtered(lambda registrant: registrant.kind == "group")._score_by(model)

    def _score_by(self, model):
        lines, bands, labels = model._lines(), model._bands(), model._labels()
        inputs, around = self._poverty_inputs(model.register_id), self._areas_around()
        by_area, rows, missing = {}, [], {}
        variables = list(labels)
        for household in self:
            area = household.area_id.id
            held = by_area.setdefault(area, poverty.lines_for(lines, around.get(area, [])))
            result = poverty.score(held, inputs[household.id], variables)
            if result.score is None:
                missing[household] = [labels.get(name, name) for name in result.missing]
            else:
                rows.append(household._prepare_score_vals(model, result, bands))
        # Scores are made by this computation only: nobody has the right to enter one, nor its date.
        context = clean_context(self.env.context)
        scores = self.env["socreg.poverty.score"].with_context(context)  # pylint: disable=context-overridden
        scores.sudo().create(rows)
        return missing

    def _prepare_score_vals(self, model, result, bands):
        return {
            "registrant_id": self.id,
            "model_id": model.id,
            "model_version": model.version,
            "score": result.score,
            "band_id": poverty.band_of(bands, result.score),
            "inputs": [
                {
                    "variable": part.variable,
                    "option": part.option,
                    "value": part.value,
                    "weight": part.weight,
                    "points": part.points,
                }
                for part in result.parts
            ],
        }

    def _newest_scores(self):
        """Return the id of the newest score by household's id."""
        found = (
            self.env["socreg.poverty.score"]
            .sudo()
            ._read_group([("registrant_id", "in", self.ids)], ["registrant_id"], ["id:max"])
        )
        return {household.id: newest for household, newest in found}

    def _poverty_inputs(self, register):
        """Return what is known of each household, by variable."""
        facts = self._household_facts()
        open_ones = [
            ("register_id", "=", register.id),
            ("registrant_id", "in", self.ids),
            ("left_on", "=", False),
        ]
        # A score takes the same answers whoever has it computed, of households they may see.
        enrolments = self.env["socreg.enrolment"].sudo().search(open_ones)
        answers = enrolments._stored_properties()
        yes_no = {f.key for f in register._every_field() if f.kind == "yes_no"}
        by_household = {
            enrolment.registrant_id.id: {
                key: self._as_input(value, key in yes_no)
                for key, value in (answers[enrolment.id] or {}).items()
            }
            for enrolment in enrolments
        }
        return {id_: {**by_household.get(id_, {}), **facts.get(id_, {})} for id_ in self.ids}

    @api.model
    def _as_input(self, value, is_yes_no):
        if is_yes_no:
            return int(bool(value))
        return None if value is False or value == [] else value

    def _household_facts(self):
        """Return what is derived of the open memberships of each household."""
        self.env["socreg.membership"].flush_model()
        self.env["socreg.registrant"].flush_model(
            ["birth_year", "sex", "education_level", "kind", "state"]
        )
        # Members may live elsewhere: a household has the same size for whoever may see it.
        self.env.cr.execute(
            MEMBERS,
            {
                "year": fields.Date.context_today(self).year,
                "small": SMALL,
                "young": YOUNG,
                "old": OLD,
                "ids": self.ids,
            },
        )
        return {row[0]: self._facts_of_row(*row[1:]) for row in self.env.cr.fetchall()}

    @api.model
    def _facts_of_row(self, size, ageless, small, dependants, head_sex, head_education):
        """Return the facts of one household; what somebody's unknown age would change is not known."""
        adults = size - dependants
        return {
            "size": size,
            "children_under5": None if ageless else small,
            "dependency_ratio": None if ageless else dependants / max(adults, 1),
            "head_female": int(head_sex == "2") if head_sex in ("1", "2") else None,
            "head_education": head_education,
        }

    def _areas_around(self):
        """Return, by area's id, that area and those around it, the nearest first."""
        # Areas are no secret.
        return {
            area.id: [int(part) for part in reversed(area.parent_path.split("/")) if part]
            for area in self.area_id.sudo()
        }
