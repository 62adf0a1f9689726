from odoo import api, models

from odoo.addons.socreg_crypto.core.elevation import elevated
from odoo.addons.socreg_crypto.fields import PersonalSelection, SealedSelection

DIFFICULTY = [
    ("1", "No difficulty"),
    ("2", "Some difficulty"),
    ("3", "A lot of difficulty"),
    ("4", "Cannot do it at all"),
]
# From here on a person is counted as disabled (the cut-off of the Washington Group).
MUCH = ("3", "4")


def _difficulty(label, question):
    return SealedSelection(DIFFICULTY, string=label, help=question, data_class="sensitive")


class SocregRegistrant(models.Model):
    """What a person has difficulty with: the Washington Group's short set of questions."""

    # One model in several files, by noun.
    _inherit = "socreg.registrant"  # pylint: disable=consider-merging-classes-inherited

    difficulty_seeing = _difficulty("Seeing", "Even when wearing glasses.")
    difficulty_hearing = _difficulty("Hearing", "Even when using a hearing aid.")
    difficulty_walking = _difficulty("Walking", "Walking or climbing steps.")
    difficulty_remembering = _difficulty("Remembering", "Remembering or concentrating.")
    difficulty_self_care = _difficulty("Self-care", "Such as washing all over or dressing.")
    difficulty_communicating = _difficulty(
        "Communicating", "Understanding or being understood in their usual language."
    )
    disability_status = PersonalSelection(
        [("yes", "With Disability"), ("no", "Without Disability")],
        string="Disability",
        compute="_compute_disability_status",
        help="By the Washington Group: a lot of difficulty in at least one domain. Empty while"
        " questions are open that could tell.",
        data_class="sensitive",
    )

    _sql_constraints = [
        (
            "group_has_no_difficulty",
            "CHECK (kind = 'individual' OR (difficulty_seeing IS NULL"
            " AND difficulty_hearing IS NULL AND difficulty_walking IS NULL"
            " AND difficulty_remembering IS NULL AND difficulty_self_care IS NULL"
            " AND difficulty_communicating IS NULL))",
            "Only a person has difficulties of functioning.",
        )
    ]

    @api.depends(lambda self: self._difficulties())
    @elevated("disability by the Washington Group")
    def _compute_disability_status(self):
        for person in self:
            answers = [person[name] for name in self._difficulties()]
            if any(answer in MUCH for answer in answers):
                person.disability_status = "yes"
            else:
                person.disability_status = "no" if all(answers) else False

    @api.model
    def _difficulties(self):
        return [name for name in self._fields if name.startswith("difficulty_")]
