"""socreg_keys erase: somebody's keys are destroyed, and with them all that they sealed."""

from ..core.elevation import machinery
from .console import Refused

WARNING = """This destroys the data keys of {count} records of {model}: {ids}.
What these keys sealed, there and in what hangs on these records, is never read again by anybody;
their search indexes go too. Columns that are not sealed stay.
A dump of the database made before now opens them as long as it holds the table socreg_data_key and
its key-encryption key is kept: keep no dump of that table for longer than you must."""


@machinery()
def erase(session, wish, console):
    """Destroy the keys of the records that were named; all of them or none."""
    with session.transaction() as env:
        records = find(env, wish.model, wish.records)
        rids = records.mapped("rid")
        ids = ", ".join(f"id {record.id} ({record.rid})" for record in records)
        console.say(WARNING.format(count=len(records), model=wish.model, ids=ids))
        console.confirm(f"erase {len(records)}", wish.yes)
        records._erase()
    console.show(f"Erased: {', '.join(rids)}")
    console.show("Keep this line: after an older dump is restored, erase them again.")
    return 0


def find(env, name, words):
    """Return the records that are named by random id, public number or database id.

    :raises Refused: one is not there, is erased already, or could be two
    """
    model = env.get(name)
    if model is None or not hasattr(model, "_erase") or not model._auto:
        raise Refused(f"There is no model {name} whose records own keys.")
    records = model.browse([_find_one(model, word).id for word in dict.fromkeys(words)])
    gone = records.filtered("erased_at")
    if gone:
        raise Refused(f"Erased already: {', '.join(gone.mapped('rid'))}")
    return records


def _find_one(model, word):
    domain = _domain(model, word)
    found = model.with_context(active_test=False).search(domain, limit=2)
    if len(found) != 1:
        raise Refused(f"{word} names {'several' if found else 'no'} records of {model._name}.")
    return found


def _domain(model, word):
    """Return what a word asks for: a public number is never taken for a database id."""
    prefix, colon, number = word.partition(":")
    if colon and prefix == "id" and number.isdecimal():
        return [("id", "=", int(number))]
    if "uid" in model._fields:
        return ["|", ("rid", "=", word), ("uid", "=", word)]
    if word.isdecimal():
        return [("id", "=", int(word))]
    return [("rid", "=", word)]
