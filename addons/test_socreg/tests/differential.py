"""A sealed model and its plain twin, driven by the same operations at random.

What is left out on purpose: two bullets in a row, which are refused as a mask; NUL, which both
refuse (`TestSealed`); an empty text where no two may be equal, which a sealed field takes for none;
numbers whose spelling differs in case, width or blanks only, which an exact
search on a sealed field takes for equal; files that are not written in base64's normal form; and
operators that a sealed field refuses.
"""

import base64
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.socreg_crypto.opening import forget_keys

FIELDS = ("label", "name", "number", "note", "birthdate", "weight", "walking", "photo", "answers")
SEALED = FIELDS[1:]
PURPOSES = ("identity", "health")
ODD = [
    "",
    " ",
    "  x  ",
    "a" * 300,
    "👩🏽‍🌾",
    "שלום",
    "مرحبا",
    "e\u0301",
    "é",
    "\ufeff",
    "'; --",
    "%_\\",
    "•",
]

texts = st.none() | st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs", "Cc"]))
plain_texts = texts.filter(lambda text: not text or "••" not in text)
notes = plain_texts | st.just("two\nlines\ttabbed")
numbers = st.sampled_from([None, False, "", "1", "2", "999271828173", "a-3", "១២៣"])
dates = st.none() | st.sampled_from([date.min, date.max, date(1980, 5, 17)]) | st.dates()
floats = st.none() | st.sampled_from([0, -0.0, 0.0, 1e308, 5e-324, -3]) | st.floats(-1e9, 1e9)
choices = st.sampled_from([None, False, "1", "2", "3", "of no kind"])
files = st.none() | st.binary(max_size=40).map(base64.b64encode)
leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4)
jsons = st.recursive(
    leaves | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
OF_EACH = (texts, plain_texts, numbers, notes, dates, floats, choices, files, jsons)
STRATEGIES = dict(zip(FIELDS, OF_EACH, strict=True))
values = st.fixed_dictionaries({}, optional=STRATEGIES)
picks = st.lists(st.integers(0, 30), min_size=1, max_size=3)
names = st.sampled_from(SEALED)
sought = numbers.filter(lambda number: number != "") | st.just("nobody's")
terms = st.lists(sought, min_size=1, max_size=3)


class Rollback(Exception):
    """Undo what was done."""


class Twins(RuleBasedStateMachine):
    """Every rule does the same to both sides and compares what both say."""

    case = None  # The test, which has an environment.

    def __init__(self):
        super().__init__()
        self.env = self.case.env
        self.models = (self.case.people, self.case.env["test_socreg.plain"])
        self.item_models = (self.case.items, self.case.env["test_socreg.plain.item"])
        self.ids, self.item_ids = ([], []), ([], [])
        self.savepoint = self.env.cr.savepoint()

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.new_transaction()
        # Keys that were made since are gone.
        self.env.registry.clear_cache()

    def new_transaction(self):
        """Forget what only this transaction knows."""
        self.env.flush_all()
        self.env.invalidate_all()
        forget_keys(self.env.cr)

    def both(self, act, items=False, keep=True):
        """Do something to both sides, each as a whole or not at all, and compare the answers.

        :param act: takes a side and returns an answer without ids
        :param keep: whether it is kept where it is done
        """
        answers = [self.attempt(act, side, keep) for side in (0, 1)]
        assert answers[0] == answers[1], f"sealed: {answers[0]!r}, plain: {answers[1]!r}"
        return answers[0]

    def attempt(self, act, side, keep):
        done = None
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                done = act(side)
                self.env.flush_all()
                if not keep:
                    raise Rollback
        except Rollback:
            return "undone", done
        except (UserError, IntegrityError, ValueError) as error:
            return "refused", isinstance(error, IntegrityError)
        return "done", done

    def chosen(self, side, picked):
        ids = self.ids[side]
        return self.models[side].browse(list(dict.fromkeys(ids[n % len(ids)] for n in picked)))

    def mine(self, side):
        return self.models[side].browse(self.ids[side])

    def places(self, side, records):
        """Return a recordset as the places that its records have among ours."""
        return [self.ids[side].index(id_) for id_ in records.ids]

    @rule(vals_list=st.lists(values, min_size=1, max_size=3))
    def make(self, vals_list):
        made = [None, None]

        def act(side):
            made[side] = self.models[side].create([dict(vals) for vals in vals_list]).ids

        if self.both(act)[0] == "done":
            for side in (0, 1):
                self.ids[side].extend(made[side])

    @precondition(lambda self: self.ids[0])
    @rule(picked=picks, vals=values, keep=st.booleans())
    def change(self, picked, vals, keep):
        def act(side):
            self.chosen(side, picked).write(dict(vals))
            return self.chosen(side, picked).read(SEALED)[0] | {"id": 0}

        self.both(act, keep=keep)

    @precondition(lambda self: self.ids[0])
    @rule(picked=picks, name=names)
    def write_equal(self, picked, name):
        def act(side):
            record = self.chosen(side, picked)[0]
            record[name] = record[name]
            return record[name]

        self.both(act)

    @precondition(lambda self: self.ids[0])
    @rule(picked=picks, vals=values, keep=st.booleans())
    def duplicate(self, picked, vals, keep):
        made = [None, None]

        def act(side):
            copy = self.chosen(side, picked)[0].copy(dict(vals))
            made[side] = copy.id
            # No file is None or b"" until the row is read anew.
            return [copy[name] or False for name in SEALED]

        if self.both(act, keep=keep)[0] == "done":
            for side in (0, 1):
                self.ids[side].append(made[side])

    @precondition(lambda self: len(self.ids[0]) > 2)
    @rule(picked=picks)
    def remove(self, picked):
        gone = [self.chosen(side, picked[:1]).id for side in (0, 1)]
        self.both(lambda side: self.chosen(side, picked[:1]).unlink())
        for side in (0, 1):
            self.ids[side].remove(gone[side])
            kept = self.item_models[side].browse(self.item_ids[side]).exists()
            self.item_ids[side][:] = kept.ids

    @precondition(lambda self: self.ids[0])
    @rule(operator=st.sampled_from(["=", "!="]), term=sought)
    def search_one(self, operator, term):
        self.search([("number", operator, term)])

    @precondition(lambda self: self.ids[0])
    @rule(operator=st.sampled_from(["in", "not in"]), asked=terms)
    def search_many(self, operator, asked):
        self.search([("number", operator, asked)])

    @precondition(lambda self: self.ids[0])
    @rule(operator=st.sampled_from(["=", "!="]), name=names)
    def search_presence(self, operator, name):
        self.search([(name, operator, False)])

    @precondition(lambda self: self.ids[0])
    @rule(first=names, second=sought)
    def search_combined(self, first, second):
        self.search(["|", (first, "=", False), "!", ("number", "=", second)])

    def search(self, domain):
        if self.are_empty_or_zero({leaf[0] for leaf in domain if isinstance(leaf, tuple)}):
            return

        def act(side):
            within = [("id", "in", self.ids[side]), *domain]
            found = self.models[side].search(within)
            assert self.models[side].search_count(within) == len(found)
            return self.places(side, found)

        self.both(act)

    def are_empty_or_zero(self, names):
        """Tell whether fields hold an empty text or zero: 17 finds these as values, 19 as nothing."""
        mine = self.mine(1)
        return any(value == "" for name in names for value in mine.mapped(name)) or (
            "weight" in names and not all(mine.mapped("weight"))
        )

    @precondition(lambda self: self.ids[0])
    @rule(name=names, asked=st.lists(numbers, max_size=2))
    def filtered(self, name, asked):
        def act(side):
            mine = self.mine(side)
            some = mine.filtered_domain([(name, "!=", False)])
            these = mine.filtered_domain([("number", "in", asked)])
            one = mine.filtered_domain([("name", "=", mine[0].name)])
            return [self.places(side, found) for found in (some, these, one)]

        self.both(act)

    @precondition(lambda self: self.ids[0])
    @rule(picked=picks)
    def look(self, picked):
        def act(side):
            chosen = self.chosen(side, picked)
            rows = chosen.read(FIELDS)
            assert [row.pop("id") for row in rows] == chosen.ids
            mapped = [chosen.mapped(name) for name in SEALED]
            names = [name for name in SEALED if name not in ("photo", "answers")]
            return rows, mapped, chosen.sudo().export_data(names)["datas"]

        self.both(act)

    @precondition(lambda self: self.ids[0])
    @rule(limit=st.integers(1, 3), offset=st.integers(0, 2))
    def search_read(self, limit, offset):
        def act(side):
            domain = [("id", "in", self.ids[side])]
            rows = self.models[side].search_read(domain, FIELDS, offset, limit, "id")
            return [row | {"id": self.ids[side].index(row["id"])} for row in rows]

        self.both(act)

    @precondition(lambda self: self.ids[0])
    @rule(picked=picks, vals=values)
    def form(self, picked, vals):
        """Open a form on somebody, type, and begin a new one."""

        def act(side):
            record = self.chosen(side, picked)[0]
            form = record.new(dict(vals), origin=record)
            empty = record.new(dict(vals))
            return [(form[name], empty[name], form._origin[name]) for name in SEALED]

        self.both(act)

    @rule()
    def begin_anew(self):
        self.new_transaction()

    @rule(purpose=st.sampled_from(PURPOSES), piece=st.integers(1, 5))
    def turn_keys(self, purpose, piece):
        """Go one step on with a rotation: only the sealed side has keys."""
        keys = self.env["socreg.key"]
        self.env.flush_all()
        (old,) = keys.search([("purpose", "=", purpose), ("state", "=", "active")])
        following = keys.search([("purpose", "=", purpose), ("state", "=", "pre_active")])
        opening = keys.search([("purpose", "=", purpose), ("state", "=", "decrypt_only")])
        if following:
            following._promote()
        elif not opening:
            keys._rotate(purpose)
        elif not next(self.env["socreg.data.key"]._rewrap(purpose, piece), 0):
            opening._destroy()
        assert old.state != "destroyed"

    @precondition(lambda self: self.ids[0])
    @rule(picked=picks, value=st.sampled_from([None, "x", "y", "z"]))
    def create_item(self, picked, value):
        made = [None, None]

        def act(side):
            vals = {"person_id": self.chosen(side, picked)[0].id, "value": value}
            made[side] = self.item_models[side].create(vals).id

        if self.both(act)[0] == "done":
            for side in (0, 1):
                self.item_ids[side].append(made[side])

    @precondition(lambda self: self.item_ids[0])
    @rule(pick=st.integers(0, 9), picked=picks, keep=st.booleans(), value=st.sampled_from("xyz"))
    def move_item(self, pick, picked, keep, value):
        """Give something to somebody else, with or without a new value."""

        def act(side):
            item = self.item(side, pick)
            vals = {"value": value} if value != "z" else {}
            item.write({"person_id": self.chosen(side, picked)[0].id, **vals})
            self.new_transaction()
            return item.value

        self.both(act, keep=keep)

    @precondition(lambda self: self.item_ids[0])
    @rule(pick=st.integers(0, 9), value=st.sampled_from(["x", "y", "nobody's"]))
    def look_through_items(self, pick, value):
        def act(side):
            within = [("id", "in", self.ids[side])]
            found = self.models[side].search([*within, ("item_ids.value", "=", value)])
            item = self.item(side, pick)
            return self.places(side, found), item.value, self.places(side, item.person_id)

        self.both(act)

    def item(self, side, pick):
        ids = self.item_ids[side]
        return self.item_models[side].browse(ids[pick % len(ids)])
