"""Negative control of the canary: what does leak is found, in every place and every spelling."""

import base64
import json

import pytest

from ..live import Live
from .needles import Canaries
from .places import Places

LEAK_BY_PLACE = {
    "dump": "row",
    "files of the database": "row",
    "write-ahead log": "row",
    "log of PostgreSQL": "row",
    # The texts of errors stay out of it; Odoo itself writes down who logs in.
    "log of the server": "login",
    "file store": "file",
    "sessions": "login",
    "temporary files": "temporary",
}
TABLES = ("chat", "mail", "queue", "wizard")
SPELLINGS = {
    "as it is": str.encode,
    "folded": lambda word: word.casefold().encode(),
    "UTF-16": lambda word: word.encode("utf-16"),
    "UTF-16, other order": lambda word: word.encode("utf-16-be"),
    "hexadecimal": lambda word: word.encode().hex().encode(),
    "base64": lambda word: base64.b64encode(word.encode()),
    "base64, one byte on": lambda word: base64.b64encode(b"1" + word.encode() + b"1"),
    "base64, two bytes on": lambda word: base64.b64encode(b"12" + word.encode()),
    "JSON": lambda word: json.dumps({"name": f"x {word} y"}).encode(),
    "UTF-16 in base64": lambda word: base64.b64encode(word.encode("utf-16-be")),
}


@pytest.fixture(scope="module")
def leaked(live: Live, places: Places) -> dict[str, set[str]]:
    """What is found after one word leaked into each place."""
    leaks, admin = Canaries(), live.caller("admin")
    admin.create("res.partner", name=leaks.word("row", "vietnamese"))
    content = base64.b64encode(leaks.word("file", "khmer").encode()).decode()
    admin.create("ir.attachment", name="x", datas=content)
    _leak_into_tables(leaks, live, places)
    login = leaks.word("login")
    user = admin.create("res.users", name="x", login=login, password=live.password)
    assert live.caller(login).uid == user
    (places.temporary / "spooled").write_text(leaks.word("temporary", "han"))
    places.settle()
    return places.hits(leaks.by_needle())


def _leak_into_tables(leaks: Canaries, live: Live, places: Places) -> None:
    """Leak a word into each kind of table that holds what was said, sent, or is to be done."""
    admin = live.caller("admin")
    partner = admin.create("res.partner", name="x")
    admin.call("res.partner", "message_post", [partner], body=leaks.word("chat", "khmer"))
    admin.create("mail.mail", subject=leaks.word("mail", "arabic"), email_to="x@example.org")
    values = {"name": leaks.word("wizard"), "login": "x@example.org"}
    values["role_id"] = admin.search("res.users.role", limit=1)[0]
    live.caller("manager").create("socreg.user.invite", **values)
    # Nobody makes a job by hand.
    words = json.dumps([leaks.word("queue")])
    places.sql(
        "INSERT INTO queue_job (uuid, state, model_name, method_name, name, func_string)"
        f" VALUES ('x', 'done', 'res.partner', 'x', 'x', '{words}')"
    )


@pytest.mark.parametrize("table", TABLES)
def test_leak_into_a_table_is_found(leaked: dict[str, set[str]], table: str) -> None:
    assert table in leaked["dump"]


@pytest.mark.parametrize("place", LEAK_BY_PLACE)
def test_leak_is_found(leaked: dict[str, set[str]], place: str) -> None:
    assert LEAK_BY_PLACE[place] in leaked[place]


def test_every_place_has_its_leak(places: Places) -> None:
    assert set(places.paths()) == set(LEAK_BY_PLACE)


@pytest.mark.parametrize("script", ["latin", "arabic"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_leak_is_found_however_it_is_written(places: Places, spelling: str, script: str) -> None:
    leaks = Canaries()
    word = leaks.word("word", script)
    file = places.temporary / "written"
    file.write_bytes(b"before" + SPELLINGS[spelling](word) + b"after")
    try:
        assert places.matches_in([file], leaks.by_needle()) == {"word"}
    finally:
        file.unlink()
