"""What is left of months that left the log is read and proved as if they were there."""

import json

import pytest

from ..standalone import standalone
from .months import archived, seal

KEPT = "2021-03-15T12:00:00Z"
ARCHIVED = {
    "2020-12-01T12:00:00Z": "event_2021_01",
    "2021-01-15T12:00:00Z": "event_2021_01",
    "2021-02-20T12:00:00Z": "event_2021_02",
}
IDS = (
    "SELECT json_object_agg(label, record_id) FROM (SELECT body ->> 'label' AS label, record_id"
    " FROM socreg_history.event WHERE op = 'c' AND at < '2022-01-01') AS e"
)
READ = """
import json
from odoo.exceptions import UserError
from odoo.addons.socreg_history.core.fold import always, until
from odoo.addons.socreg_history.core.moment import of_text

PERSON, ids, history = "test_socreg.person", json.loads({ids!r}), env["socreg.history"]

def state(id, moment):
    cut = until(of_text(moment)) if moment else always
    found = history._states(PERSON, id, cut).get((PERSON, id))
    return found and {{name: cell.value for name, cell in found.cells.items()}}

def known(moment):
    table = history._snapshot(PERSON, of_text(moment), ["label"])
    env.cr.execute("SELECT id, label FROM " + table + " WHERE id = ANY (%s) ORDER BY id",
        [list(ids.values())])
    return env.cr.fetchall()

def refused(call):
    try:
        call()
        return ""
    except UserError as error:
        return str(error)

stays = env[PERSON].browse(ids["stays"])
young = env[PERSON].create({{"name": "Young"}})
shown = stays.history_as_of({kept!r})
shown.pop("version")
told = {{
    "states": {{who: [state(id, m) for m in ({kept!r}, None)] for who, id in ids.items()}},
    "snapshot": known({kept!r}),
    "shown": shown,
    "young": young.history_as_of({kept!r})["existed"] or young.history_as_of("2021-01-15")["existed"],
    "refused": [refused(lambda: stays.history_as_of(m)) for m in {archived!r}],
    "snapshots refused": [refused(lambda: known(m)) for m in {archived!r}],
    "versions": [v["changes"] for v in stays.history_versions()["versions"]],
}}
print("TOLD", json.dumps(told, default=str))
"""


def read(log, ids):
    script = READ.format(ids=ids, kept=KEPT, archived=list(ARCHIVED))
    done = log.inside(f"exec({script!r}, {{'env': env}})\n")
    return json.loads(done.partition("TOLD ")[2])


def living(log, *words):
    done = log.call("socreg_verify", "--json", *words)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def dumped(log):
    return standalone(log.dump(log.folder / "dump.sql"), "--witness", log.witness)


def faults(report):
    return {
        check: told["examples"] for check, told in report["checks"].items() if told.get("faults")
    }


def test_kept_moments_are_read_as_before(old, tmp_path):
    ids = old.sql(IDS)
    before = read(old, ids)
    assert before["states"]["stays"][0]["label"] == "stays changed"
    assert before["states"]["dies later"][0]["label"] == "dies later"
    assert before["states"]["goes"] == [None, None]
    assert before["young"] is False
    assert before["refused"] == before["snapshots refused"] == ["", "", ""]
    archived(old, tmp_path)
    after = read(old, ids)
    for what in ("states", "snapshot", "shown", "young"):
        assert after[what] == before[what], what
    for what in ("refused", "snapshots refused"):
        for words, name in zip(after[what], ARCHIVED.values(), strict=True):
            assert name in words
    assert after["versions"] == before["versions"][:1]


def test_what_is_left_is_proved_by_both_verifiers(honest, tmp_path):
    archived(honest, tmp_path)
    for report in (living(honest, "--deep"), dumped(honest)):
        assert report["right"], faults(report)
        assert [told["name"] for told in report["archives"]] == ["event_2021_01", "event_2021_02"]
        assert report["counts"]["events in archives"] == 5
    seal(honest)
    for report in (living(honest), living(honest, "--since", "2100-01-01"), dumped(honest)):
        assert report["right"], faults(report)
    person = honest.sql(
        "SELECT record_id FROM socreg_history.base WHERE body ->> 'label' LIKE 'stays%'"
    )
    report = living(honest, "--model", "test_socreg.person", "--record", f"id:{person}")
    assert report["right"], faults(report)


TAMPERINGS = {
    "body": 'UPDATE base SET body = body || \'{"label": "other"}\''
    " WHERE body ->> 'label' = 'dies later'",
    "deleted": "DELETE FROM base WHERE op = 'd'",
    "gone": "DELETE FROM base WHERE body ->> 'label' = 'stays changed'",
    "hash": "UPDATE base SET hash = sha256('') WHERE op = 'r'",
    "subject": "UPDATE base SET subject_id = 4711 WHERE op = 'd'",
    "range": "UPDATE archive SET leaves = int8multirange(int8range(lower(leaves) - 1,"
    " upper(leaves) - 1)) WHERE name = 'event_2021_02'",
    "digest": "UPDATE archive SET sha256 = sha256('') WHERE name = 'event_2021_01'",
    "archive": "DELETE FROM archive WHERE name = 'event_2021_01'",
    "signature": "UPDATE archive SET manifest = replace(manifest, 'events 4', 'events 5')",
}


@pytest.fixture
def left(honest, tmp_path):
    archived(honest, tmp_path)
    honest.as_administrator(
        "CREATE TABLE public.kept_base AS TABLE socreg_history.base;"
        " CREATE TABLE public.kept_archive AS TABLE socreg_history.archive"
    )
    return honest


def test_tampering_with_what_is_left_is_found_by_both(left):
    for name, statement in TAMPERINGS.items():
        left.as_administrator(f"SET search_path = socreg_history; {statement}")
        for report in (living(left), dumped(left)):
            assert "archive" in faults(report), name
        for table in ("base", "archive"):
            left.as_administrator(
                f"DELETE FROM socreg_history.{table};"
                f" INSERT INTO socreg_history.{table} TABLE public.kept_{table}"
            )
    assert living(left)["right"]
