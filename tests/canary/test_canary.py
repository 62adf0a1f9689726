"""Nothing personal lies in plain anywhere: what is sown through every door is found nowhere."""

import pytest

from ..live import Caller, Live
from .doors import DOORS_OF_ODOO
from .needles import Canaries
from .office import DIFFICULTIES, DOORS_OF_THE_OFFICE
from .places import Places
from .registers import DOORS_OF_REGISTERS
from .visit import Values, Visit

DOORS = (*DOORS_OF_ODOO, *DOORS_OF_THE_OFFICE, *DOORS_OF_REGISTERS)
AUDITED = ("socreg.registrant", "socreg.identifier", "socreg.phone", "socreg.enrolment")
Made = list[tuple[str, int, Values]]


@pytest.fixture(scope="module")
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture(scope="module")
def registrar(live: Live) -> Caller:
    """Somebody who may see, write, and export."""
    admin = live.caller("admin")
    group = [("module", "=", "base"), ("name", "=", "group_allow_export")]
    (found,) = admin.call("ir.model.data", "search_read", group, ["res_id"])
    (user,) = admin.search("res.users", ("login", "=", "registrar"))
    implied = [(6, 0, [found["res_id"]])]
    role = admin.create("res.users.role", name="Exports", implied_ids=implied)
    admin.create("res.users.role.line", user_id=user, role_id=role)
    return live.caller("registrar")


@pytest.fixture(scope="module")
def audit_log(live: Live) -> None:
    """OCA's audit log, switched on for people with all that it can log."""
    admin = live.caller("admin")
    states = admin.call("auditlog.rule", "fields_get", ["state"], ["selection"])
    wish = {"state": states["state"]["selection"][1][0], "log_read": True, "capture_record": True}
    for model in AUDITED:
        (described,) = admin.search("ir.model", ("model", "=", model))
        admin.create("auditlog.rule", name=model, model_id=described, **wish)


@pytest.fixture(scope="module")
def sown(
    live: Live, places: Places, registrar: Caller, canaries: Canaries, audit_log: None
) -> Made:
    """What was made through all doors, and what each must read as."""
    made = []
    for door in DOORS:
        visit = Visit(live, registrar, canaries, door.__name__)
        door(visit)
        made += visit.made
    places.settle()
    return made


def test_what_is_sown_through_any_door_lies_nowhere_in_plain(
    sown: Made, places: Places, canaries: Canaries
) -> None:
    hits = places.hits(canaries.by_needle())
    assert not hits, "\n".join(f"{place}: {sorted(names)}" for place, names in hits.items())


def test_what_is_sown_is_there_for_who_may_read_it(sown: Made, registrar: Caller) -> None:
    assert len(sown) >= 7
    for model, record, values in sown:
        (read,) = registrar.call(model, "read", [record], list(values))
        others = {name: read[name] for name in values if read[name] != values[name]}
        assert not others


def test_same_answer_of_two_people_does_not_look_the_same(sown: Made, places: Places) -> None:
    columns = (f"count({name}), count(DISTINCT {name})" for name in DIFFICULTIES)
    counts = places.sql(f"SELECT {', '.join(columns)} FROM socreg_registrant").split("|")
    assert len(set(counts)) == 1
    assert int(counts[0]) >= 2
