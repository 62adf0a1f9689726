"""Searching sealed people: by number, by name with a typing error, by one common name."""

from collections import Counter
from random import Random

from odoo.tests.common import new_test_user

from odoo.addons.socreg_crypto.core import blind, leak, names

from ..sample import give_roles
from . import p95, report
from ._people import Load, person

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PAGE = 80


def measure(env, rows):
    """Measure and report the group's figures; nothing is committed."""
    rng = Random(7)
    people = [person(rng, number) for number in range(rows)]
    Load(env).people(people)
    seer = new_test_user(env, "bench-seer", groups="base.group_user")
    give_roles(env, seer, "viewer", "personal_data")
    user_env = env(user=seer)
    _measure_lookup(user_env, rows)
    _measure_mistyped(user_env, people, rng)
    _measure_common(user_env, people)
    _measure_leak(env, people)
    env.cr.rollback()


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

    _report(rows, "exact_lookup_p95", p95(env, exactly), must=5, aim=2)
    # What an operator types into the search field: who it is, with their name.
    _report(rows, "person_by_a_number_p95", p95(env, look_up), must=5, aim=2)


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

    _report(len(people), "name_of_two_parts_mistyped_p95", p95(env, search), must=150, aim=50)
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

    taken = p95(env, search, len(commonest))
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


def _report(rows, name, figure, must, aim):
    values = {"name": name, "figure": figure, "unit": "ms", "must": must, "aim": aim}
    report("search", rows, baseline=0, more_is_better=False, **values)
