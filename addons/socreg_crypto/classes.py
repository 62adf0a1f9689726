"""What class of data each field holds: every field of a model of people says it.

*identifying* and *sensitive* data is sealed, or computed from what is sealed and stored nowhere;
*statistical* data stands in plain columns.
"""

from odoo import models

from .fields import OwnColumn, PersonalField, SealedField

STATISTICAL = "statistical"
CLASSES = ("identifying", "sensitive", STATISTICAL)


def faults_of(model):
    """Return, in words, which fields of a model do not say their class, or are not as it asks."""
    own = {
        *models.MAGIC_COLUMNS,
        "display_name",
        *model.env["socreg.sealed.subject"]._fields,
        *model.env["socreg.sealed.named"]._fields,
    }
    fields = model._fields.items()
    named = ((n, f) for n, f in fields if n not in own and not isinstance(f, OwnColumn))
    return [f"{model._name}.{name} {fault}" for name, field in named if (fault := _fault_of(field))]


def _fault_of(field):
    data_class = getattr(field, "data_class", None)
    if data_class not in CLASSES:
        return "does not say what class of data it holds"
    is_personal = isinstance(field, PersonalField)
    if is_personal == (data_class == STATISTICAL):
        return f"holds {data_class} data, and its type does not fit"
    if is_personal and field.store and not isinstance(field, SealedField):
        return "is stored, and not sealed"
    return None
