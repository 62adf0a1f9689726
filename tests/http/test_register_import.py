"""A register's file that comes in twice at the same time."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from socreg_setup.command import wait_until

from ..live import Caller, Live
from .test_constraints import by_code, held

MODEL = "socreg.registrant"
SECONDS_TO_MEET = 30


@pytest.fixture
def people(live: Live) -> list[str]:
    registrar = live.caller("registrar")
    made = [registrar.create(MODEL, given_name=f"Farmer {number}") for number in range(30)]
    return [row["uid"] for row in registrar.call(MODEL, "read", made, ["uid"])]


def bring(caller: Caller, content: str) -> dict[str, object]:
    token = re.search(r'csrf_token:\s*"([^"]+)"', caller.get("/web").text)
    assert token
    answer: requests.Response = caller.session.post(
        f"{caller.address}/socreg/register/farmers/import",
        data={"csrf_token": token[1], "is_dry_run": "0"},
        files={"file": ("farmers.csv", content)},
        timeout=120,
    )
    answer.raise_for_status()
    return dict(answer.json())


def test_two_imports_of_one_file_at_the_same_time_both_succeed(live, people):
    content = "\n".join(["public_number,land_area_ha", *(f"{uid},2.5" for uid in people)])
    callers = [live.caller("registrar") for _ in range(2)]
    register = by_code(callers[0], "socreg.register", "farmers")
    with ThreadPoolExecutor(2) as pool:
        with held(live, "socreg_register", register) as waiting:
            imports = [pool.submit(bring, caller, content) for caller in callers]
            assert wait_until(lambda: waiting() == 2, SECONDS_TO_MEET)
        reports = [done.result() for done in imports]
    assert [report["errors"] for report in reports] == [[], []]
    assert sorted((report["created"], report["updated"]) for report in reports) == [
        (0, len(people)),
        (len(people), 0),
    ]
