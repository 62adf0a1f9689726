"""socreg_leak, as an officer of data protection calls it."""

import json

PEOPLE = """
people = [{"given_name": name} for name in ["Lan"] * 30 + ["Mai"] * 20 + ["Thu", "Cuc", "Ben"] * 5]
people = env["socreg.registrant"].create(people)
env["socreg.phone"].create(
    [{"registrant_id": p.id, "number": f"+8491234{n:04}"} for n, p in enumerate(people)]
)
env.cr.commit()
"""


def test_command_tells_what_each_index_gives_away(registry):
    registry.shell(PEOPLE)
    done = registry.call("socreg_leak", "--json")
    assert done.stdout, done.stderr
    figures = {figure["index"]: figure for figure in json.loads(done.stdout)}
    names = figures["socreg.registrant.name_buckets"]
    assert names["rows"] >= 65
    # So few names, of frequencies so different, are told by rank alone.
    assert names["parts"] > names["parts_without_index"] + 20
    phones = figures["socreg.phone.number"]
    assert phones["rows"] >= 65
    assert phones["parts"] < 12
    assert done.returncode == 1, done.stderr
    assert "socreg.registrant.name_buckets tells more than 12 %" in done.stderr
    assert "number" not in done.stderr
    told = registry.call("socreg_leak", "--budget", "100")
    assert told.returncode == 0
    assert "socreg.phone.number" in told.stdout
    assert not any(name in told.stdout + done.stdout for name in ("Lan", "+84"))
