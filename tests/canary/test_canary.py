"""Nothing personal lies in plain anywhere: what is sown through every door is found nowhere."""

import pytest

from ..live import Caller, Live
from .doors import DOORS, MODEL, Values, Visit
from .needles import Canaries
from .places import Places


@pytest.fixture(scope="module")
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture(scope="module")
def registrar(live: Live) -> Caller:
    """Somebody who may see, write, and export."""
    admin = live.caller("admin")
    group = [("module", "=", "base"), ("name", "=", "group_allow_export")]
    (found,) = admin.call("ir.model.data", "search_read", group, ["res_id"])
    groups = "groups_id" if live.series == "17.0" else "group_ids"
    users = admin.search("res.users", ("login", "=", "registrar"))
    admin.call("res.users", "write", users, {groups: [(4, found["res_id"])]})
    return live.caller("registrar")


@pytest.fixture(scope="module")
def sown(
    live: Live, places: Places, registrar: Caller, canaries: Canaries
) -> list[tuple[int, Values]]:
    """Who was made through all doors, and what each must read as."""
    made = []
    for door in DOORS:
        visit = Visit(live, registrar, canaries, door.__name__)
        door(visit)
        made += visit.made
    places.settle()
    return made


def test_what_is_sown_through_any_door_lies_nowhere_in_plain(
    sown: list[tuple[int, Values]], places: Places, canaries: Canaries
) -> None:
    assert places.hits(canaries.by_needle()) == {}


def test_what_is_sown_is_there_for_who_may_read_it(
    sown: list[tuple[int, Values]], registrar: Caller
) -> None:
    assert len(sown) >= 7
    for person, values in sown:
        (read,) = registrar.call(MODEL, "read", [person], list(values))
        others = {name: read[name] for name in values if read[name] != values[name]}
        assert not others
