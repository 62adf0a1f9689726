from lxml import etree

from odoo import _, api, fields, models, tools

HIDDEN = ("1", "True", "true")


class SocregRegistrant(models.Model):
    """How the history of a person or group is shown: as its form."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _history_sections(self, columns, state):
        """Show columns where the form does; what it does not show comes last, where there is some."""
        history, left = self.env["socreg.history"], dict.fromkeys(columns)
        sections = []
        for title, names in self._history_places(state.value("kind")):
            found = [name for name in names if name in left]
            left = {name: None for name in left if name not in found}
            sections.append((title or self._description, found))
        others = [
            name
            for name in left
            if name in state.cells and not history._is_derived(self._name, name) and name != "kind"
        ]
        return [*sections, (_("Others"), others)]

    @api.model
    @tools.ormcache("self.env.uid", "self.env.lang", "kind", cache="templates")
    def _history_places(self, kind):
        """Return the form of a kind as pairs of title and names of fields."""
        arch = self.get_view(self._form_view_of(kind), "form")["arch"]
        places = {}
        for node in etree.fromstring(arch).iter("field"):
            around = [above for above in node.iterancestors() if above.tag in ("group", "page")]
            is_nested = any(above.tag == "field" for above in node.iterancestors())
            if not is_nested and node.get("invisible") not in HIDDEN:
                title = next((above.get("string") for above in around if above.get("string")), "")
                places.setdefault(title, []).append(node.get("name"))
        return list(places.items())


class SocregMembership(models.Model):
    """What a membership does in a version that is restored: it ends, and is not deleted."""

    _inherit = "socreg.membership"  # pylint: disable=consider-merging-classes-inherited

    _history_title = "group_id"
    _history_end = "end_date"

    def _history_withdraw(self):
        for membership in self.filtered(lambda it: not it.end_date):
            membership.end_date = max(membership.start_date, self._today())

    @api.model
    def _today(self):
        return fields.Date.context_today(self)


class SocregIdentifier(models.Model):
    """Identifiers are called by their type."""

    _inherit = "socreg.identifier"  # pylint: disable=consider-merging-classes-inherited

    _history_title = "type_id"


class SocregSpouse(models.Model):
    """A marriage is over when the two are separated."""

    _inherit = "socreg.spouse"  # pylint: disable=consider-merging-classes-inherited

    _history_end = "is_separated"


class SocregEnrolment(models.Model):
    """Enrolments are seen by the roles of their register, and their answers by their labels."""

    _inherit = "socreg.enrolment"  # pylint: disable=consider-merging-classes-inherited

    _history_title = "register_id"
    _history_end = "left_on"

    @api.model
    def _history_visible(self, states):
        registers = self.env["socreg.register"].browse({s.value("register_id") for s in states})
        shown = set(registers.exists().filtered("may_view").ids)
        return [state for state in states if state.value("register_id") in shown]

    @api.model
    def _history_words(self, column, value, state):
        register = self.env["socreg.register"].browse(state.value("register_id")).exists()
        if not isinstance(value, dict) or not register:
            return super()._history_words(column, value, state)
        asked = register._asked()
        told = {asked.names.get(key, key): answer for key, answer in value.items()}
        named = {asked.labels.get(name, name): answer for name, answer in told.items()}
        return super()._history_words(column, named, state)


class SocregPovertyScore(models.Model):
    """Scores are seen by the roles of the register that they go by."""

    _inherit = "socreg.poverty.score"  # pylint: disable=consider-merging-classes-inherited

    _history_title = "model_id"

    @api.model
    def _history_visible(self, states):
        poverty = self.env["socreg.poverty.model"].browse({s.value("model_id") for s in states})
        shown = poverty.exists().filtered("register_id.may_view")
        return [state for state in states if state.value("model_id") in shown.ids]
