"""Registers of a ministry's own, and what is sown through their forms and files."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ..live import Caller, Refused
from .visit import MODEL, Values, Visit, saved

ENROLMENT = "socreg.enrolment"
REGISTER = "sown"
CLASSES = ("identifying", "sensitive")
KINDS = ("text", "date", "decimal")
SEALED = {data_class: f"{data_class}_values" for data_class in CLASSES}


def enrolments(visit: Visit) -> None:
    """Enrol by the form, correct, leave with a reason, and answer wrongly."""
    caller, register = visit.caller, _register(visit)
    who = {"register_id": register, "registrant_id": visit.new_person()}
    enrolment = saved(caller, ENROLMENT, **who, answers=_answers(visit))
    other, reason = _answers(visit), visit.word("reason", "khmer")
    caller.call(ENROLMENT, "web_save", [enrolment], {"answers": other}, specification={})
    left = {"state": "left", "left_on": _today(caller, enrolment), "reason": reason}
    caller.call(ENROLMENT, "write", [enrolment], left)
    visit.made.append((ENROLMENT, enrolment, {"answers": other, "reason": reason}))
    by_column = {
        column: {name: value for name, value in _answers(visit).items() if name.startswith(of)}
        for of, column in SEALED.items()
    }
    caller.create(ENROLMENT, **who, **by_column)
    for values in _wrong(visit):
        with suppress(Refused):
            caller.call(ENROLMENT, "write", [enrolment], values)
            raise AssertionError("a wrong answer was taken")
    for field in (*SEALED.values(), "answers", "reason"):
        with suppress(Refused):
            caller.call(ENROLMENT, "search", [[field, "ilike", visit.word(f"{field} searched")]])


def register_file(visit: Visit) -> None:
    """Import files, good and bad, and export."""
    register = _register(visit)
    people = [visit.new_person() for _each in range(2)]
    uids = [row["uid"] for row in visit.caller.call(MODEL, "read", people, ["uid"])]
    good, other = _answers(visit), _answers(visit)
    rows = [{"public_number": uids[0], **good}, {"public_number": uids[1], **other}]
    bad = {
        "public_number": visit.word("number of nobody"),
        **{name: visit.word(f"{name} in a file") for name in good},
    }
    wrong = {**rows[1], "public_number": uids[1], "sensitive_decimal": visit.word("decimal")}
    for is_dry_run in (True, False):
        assert len(_import(visit, [rows[0], wrong, bad], is_dry_run)["errors"]) == 2
    assert _import(visit, rows, is_dry_run=False)["errors"] == []
    assert "error" in _import(visit, [{visit.word("heading"): visit.word("cell")}])
    binary, line = visit.word("binary"), visit.word("not closed")
    assert "error" in _upload(visit, f"{binary}\0".encode())
    assert "error" in _upload(visit, f'public_number\n"{line}'.encode())
    for uid, answers in zip(people, (good, other), strict=True):
        (enrolment,) = visit.caller.search(
            ENROLMENT, ("registrant_id", "=", uid), ("register_id", "=", register)
        )
        visit.made.append((ENROLMENT, enrolment, {"answers": answers}))
    _export(visit)


def _register(visit: Visit) -> int:
    """Return a register that asks everything that is sealed, made by a manager."""
    manager = visit.live.caller("manager")
    fields = [
        {"name": f"{of} {kind}", "name_key": f"{of}_{kind}", "kind": kind, "data_class": of}
        for of in CLASSES
        for kind in KINDS
    ]
    found = manager.search("socreg.register", ("code", "=", REGISTER))
    return (
        found[0]
        if found
        else manager.create(
            "socreg.register",
            name="Sown",
            code=REGISTER,
            enrols="individual",
            field_ids=[(0, 0, values) for values in fields],
        )
    )


def _answers(visit: Visit) -> Values:
    """Return answers that nobody else has given, to every field."""
    asked = f"answer {len(visit.canaries.sown)}"
    makers = {
        "text": lambda name: visit.word(name, "arabic"),
        "date": lambda name: visit.canaries.day(name).isoformat(),
        "decimal": lambda name: visit.canaries.number(name, 89),
    }
    return {
        f"{of}_{kind}": makers[kind](visit.name(f"{asked} {of} {kind}"))
        for of in CLASSES
        for kind in KINDS
    }


def _today(caller: Caller, enrolment: int) -> str:
    (read,) = caller.call(ENROLMENT, "read", [enrolment], ["enrolled_on"])
    return str(read["enrolled_on"])


def _wrong(visit: Visit) -> Iterator[Values]:
    """Yield answers of a wrong type, of fields that are not there, and in a wrong shape."""
    for of, column in SEALED.items():
        for kind in ("date", "decimal"):
            yield {"answers": {f"{of}_{kind}": visit.word(f"{of} {kind}")}}
        yield {"answers": {f"{of}_text": [visit.word(f"{of} list")]}}
        yield {column: {visit.word(f"{of} name"): visit.word(f"{of} text")}}
        yield {column: visit.word(f"{of} shape")}
    yield {"answers": visit.word("no answers")}
    yield {"properties": {visit.word("property"): visit.word("of a property")}}


def _import(visit: Visit, rows: list[Values], is_dry_run: bool = True) -> Any:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return _upload(visit, file.getvalue().encode(), is_dry_run)


def _upload(visit: Visit, content: bytes, is_dry_run: bool = True) -> Any:
    caller = visit.caller
    words = {"csrf_token": visit.csrf_token, "is_dry_run": "1" if is_dry_run else "0"}
    file = (f"{visit.word(f'file {len(visit.canaries.sown)}')}.csv", content)
    url = f"{caller.address}/socreg/register/{REGISTER}/import"
    answer = caller.session.post(url, data=words, files={"file": file})
    assert answer.ok
    return answer.json()


def _export(visit: Visit) -> None:
    """Have a manager take the file, and a registrar be refused it."""
    path = f"/socreg/register/{REGISTER}/enrolments.csv"
    assert visit.live.caller("manager").get(path).ok
    assert visit.caller.get(path).status_code == 403


DOORS_OF_REGISTERS = (enrolments, register_file)
