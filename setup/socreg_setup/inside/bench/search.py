"""Searching sealed people: by number, by name with a typing error, by one common name.

The people are of eight naming traditions in four scripts, as frequent as the tables of the sample
say; they are sealed by the product's own functions and copied in, as entering a million takes long.
"""

import csv
import io
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from odoo.tests.common import new_test_user

from odoo.addons.socreg_crypto.core import blind, leak, names
from odoo.addons.socreg_crypto.opening import forget_keys

from ..sample import give_roles
from . import report

sys.path.append(str(Path(__file__).resolve().parents[3] / "sample"))

from sampling import cultures, naming

TRADITIONS = (
    cultures.VIETNAMESE,
    cultures.ARABIC,
    cultures.AMHARIC,
    cultures.FRENCH,
    cultures.SPANISH,
    cultures.ENGLISH,
    cultures.INDONESIAN,
    cultures.HINDI,
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
QUERIES = 200
PAGE = 80
PIECE = 5_000
COLUMNS = ("kind", "uid", "state", "registration_date", "rid", "given_name", "name_tokens")


def measure(env, rows):
    """Measure and report the group's figures; nothing is committed."""
    rng = Random(7)
    people = [_person(rng, number) for number in range(rows)]
    _Load(env).people(people)
    seer = new_test_user(env, "bench-seer", groups="base.group_user")
    give_roles(env, seer, "viewer", "personal_data")
    user_env = env(user=seer)
    _measure_lookup(user_env, rows)
    _measure_mistyped(user_env, people, rng)
    _measure_common(user_env, people)
    _measure_leak(env, people)
    env.cr.rollback()


def _person(rng, number):
    """Return a full name in Latin letters, and in the person's own script where that is another."""
    tradition = TRADITIONS[number % len(TRADITIONS)]
    name = tradition.person(rng, 1 + rng.randrange(2))
    parts = (name.given, name.additional, *name.family)
    latin = " ".join(naming.latin(tradition, part) for part in parts if part)
    return latin, "" if tradition.is_latin else tradition.full(name)


class _Load:
    """Seals people as the product does, and copies them in."""

    def __init__(self, env):
        self.env = env
        self.registrants = env["socreg.registrant"]
        self.type_id = env.ref("socreg_registry.socreg_identifier_type_national_id").id

    def people(self, people):
        for start in range(0, len(people), PIECE):
            self._piece(start, people[start : start + PIECE])
            forget_keys(self.env.cr)
        self.env.cr.execute("ANALYZE socreg_registrant, socreg_identifier, socreg_data_key")
        self.env.invalidate_all()

    def _piece(self, start, people):
        vals = [self._vals(start + n, *person) for n, person in enumerate(people)]
        complete = self.registrants._prepare_create_values(vals)
        columns = [*COLUMNS, "local_name", "name_buckets"]
        ids = self._copy("socreg_registrant", columns, complete, self.registrants)
        identifiers = [
            {"registrant_id": id_, "type_id": self.type_id, "value": f"{start + n:012}"}
            for n, id_ in enumerate(ids)
        ]
        model = self.env["socreg.identifier"]
        complete = model._prepare_create_values(identifiers)
        columns = ["registrant_id", "type_id", "value", "value_index0", "value_index1", "rid"]
        self._copy("socreg_identifier", [*columns, "status"], complete, model)

    def _vals(self, number, latin, own):
        return {
            "kind": "individual",
            "uid": f"b{number}",
            "given_name": latin,
            "local_name": own or False,
        }

    def _copy(self, table, columns, rows, model):
        file = io.StringIO()
        writer = csv.writer(file)
        for row in rows:
            writer.writerow([_text(model._fields[name], row, model) for name in columns])
        file.seek(0)
        names_ = ", ".join(columns)
        self.env.cr.copy_expert(f"COPY {table} ({names_}) FROM STDIN (FORMAT csv)", file)
        self.env.cr.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT {len(rows)}")
        return [id_ for (id_,) in reversed(self.env.cr.fetchall())]


def _text(field, row, model):
    value = row.get(field.name)
    if value in (None, False):
        return None
    column = field.convert_to_column(value, model, row)
    if field.column_type[0] == "bytea":
        return "\\x" + column.adapted.hex()
    return f"{{{','.join(map(str, column))}}}" if isinstance(column, list) else column


def _measure_lookup(env, rows):
    some = Random(1)

    def look_up():
        number = f"{some.randrange(rows):012}"
        found = env["socreg.registrant"].search_read([("lookup", "ilike", number)], ["name"])
        if len(found) != 1:
            raise AssertionError(f"{number} found {len(found)} people")

    def exactly():
        number = f"{some.randrange(rows):012}"
        env["socreg.identifier"].search_read([("value", "=", number)], ["registrant_id"])

    _report(rows, "exact_lookup_p95", _p95(env, exactly), must=5, aim=2)
    # What an operator types into the search field: who it is, with their name.
    _report(rows, "person_by_a_number_p95", _p95(env, look_up), must=5, aim=2)


def _measure_mistyped(env, people, rng):
    hits, told = [], []
    of_two_parts = [person for person in people if len(names.fold(person[0])) > 1]

    def search():
        latin, own = rng.choice(of_two_parts)
        page = _page(env, _mistyped(rng, names.fold(latin)))
        found = page["records"]
        told.append("notice" in page)
        hits.append(
            any(set(names.fold(f"{latin} {own}")) == set(names.fold(r["name"])) for r in found)
        )

    _report(len(people), "name_of_two_parts_mistyped_p95", _p95(env, search), must=150, aim=50)
    # Who shares two parts of a name with thousands is asked for another part instead.
    answered = [hit or asked for hit, asked in zip(hits, told, strict=True)]
    for name, good in (("on_the_page", hits), ("or_told_to_say_more", answered)):
        report(
            "search",
            len(people),
            name=f"mistyped_names_found_{name}",
            figure=round(100 * sum(good) / len(good), 1),
            unit="%",
            baseline=0,
            must=95,
            aim=98,
        )


def _page(env, text):
    """Return the first page of a list, as the web client asks for it."""
    domain, shown = [("name", "ilike", text)], {"name": {}}
    return env["socreg.registrant"].web_search_read(domain, shown, limit=PAGE)


def _mistyped(rng, parts):
    """Return two parts of a name in any order, one letter of them inserted, lost, wrong or swapped."""
    two = rng.sample(parts, 2)
    place = rng.randrange(len(two))
    word, at = two[place], rng.randrange(len(two[place]))
    letter = rng.choice(LETTERS)
    edits = (
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :] or letter,
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    )
    two[place] = rng.choice(edits)
    return " ".join(two)


def _measure_common(env, people):
    counts = Counter(part for latin, _own in people for part in names.fold(latin))
    commonest = [part for part, _count in counts.most_common(40)]

    def search():
        _page(env, commonest.pop())

    taken = _p95(env, search, len(commonest))
    _report(len(people), "one_common_name_first_80_p95", taken, must=300, aim=100)


def _measure_leak(env, people):
    registrants = env["socreg.registrant"]
    bucket_of = {}

    def bucket(part):
        if part not in bucket_of:
            bucket_of[part] = registrants._buckets({names.key(part)})[0]
        return bucket_of[part]

    folded = [set(names.fold(f"{latin} {own}")) for latin, own in people]
    rows = [[(bucket(part), part) for part in parts] for parts in folded]
    found = leak.measure(rows, Random(1), names.key)
    for what in ("values", "rows"):
        report(
            "search",
            len(people),
            name={"values": "leak_of_name_parts", "rows": "leak_of_whole_names"}[what],
            figure=round(100 * getattr(found.by_rank, what), 1),
            unit=f"% with {blind.NAME_BITS} bits",
            baseline=round(100 * getattr(found.without_index, what), 1),
            must=12,
            aim=1,
            more_is_better=False,
        )


def _p95(env, action, times=QUERIES):
    """Return the 95th percentile of the action's time, each time in a request of its own."""
    taken = []
    for _n in range(times):
        env.invalidate_all()
        forget_keys(env.cr)
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.quantiles(taken, n=20)[-1], 1)


def _report(rows, name, figure, must, aim):
    values = {"name": name, "figure": figure, "unit": "ms", "must": must, "aim": aim}
    report("search", rows, baseline=0, more_is_better=False, **values)
