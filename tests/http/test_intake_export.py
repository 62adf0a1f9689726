"""Files that leave by HTTP: once, to who asked, and no more in a day than is allowed."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from ..live import Caller, Live, Refused

PURPOSE = "Lists for tests"


@pytest.fixture
def manager(live: Live) -> Caller:
    return live.caller("manager")


def asked(caller: Caller, **values: object) -> str:
    """Return the address of a file that was asked for."""
    (profile,) = caller.search("socreg.export.profile", ("name", "=", "People"))[:1]
    domain = [["kind", "=", "individual"]]
    wizard = caller.call(
        "socreg.export.make",
        "create",
        {"profile_id": profile, "purpose": PURPOSE, "extent": "shown", **values},
        context={"active_domain": domain},
    )
    action = caller.call(
        "socreg.export.make", "action_export", [wizard], context={"active_domain": domain}
    )
    return str(action["url"])


def test_file_leaves_once_and_is_told_of(live, manager):
    address = asked(manager)
    answer = manager.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0][:2] == ["uid", "given_name"]
    (told,) = manager.call(
        "socreg.export", "search_read", [], ["state", "sent_count", "purpose"], limit=1
    )
    assert (told["state"], told["sent_count"]) == ("done", len(rows) - 1)
    assert told["purpose"] == PURPOSE
    assert manager.get(address).status_code == 409


def test_nobody_else_fetches_it(live, manager):
    address = asked(manager)
    for login in ("registrar", "supervisor", "auditor"):
        assert live.caller(login).get(address).status_code == 404
    assert Caller(live.address).get(address).url.find("/web/login") > 0
    assert manager.get("/socreg/export/no-such-number").status_code == 404
    assert manager.get(address).status_code == 200


def test_two_who_fetch_at_once_get_one_file(manager):
    address = asked(manager)
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(manager.get, address) for _turn in range(2)]
    assert sorted(answer.result().status_code for answer in answers) == [200, 409]


def test_quota_holds_for_files_asked_for_at_once(live, manager):
    settings = manager.call("socreg.settings", "create", {})
    (before,) = manager.call("socreg.settings", "read", [settings], ["export_rows_a_day"])
    taken = sum(
        row["row_count"] for row in manager.call("socreg.export", "search_read", [], ["row_count"])
    )
    people = len(manager.search("socreg.registrant", ("kind", "=", "individual")))
    callers = [live.caller("manager") for _turn in range(4)]

    def try_to(caller: Caller) -> bool:
        try:
            asked(caller)
        except Refused:
            return False
        return True

    def let(rows: int) -> None:
        wizard = manager.call("socreg.settings", "create", {"export_rows_a_day": rows})
        manager.call("socreg.settings", "action_save", [wizard])

    let(taken + people * 2)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(try_to, callers)) == [False, False, True, True]
    finally:
        let(before["export_rows_a_day"])
