import doctest

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from socreg_crypto.core import name_match, names
from socreg_crypto.core.name_match import Asked, prepared

LETTERS = "abcdefghijklmnopqrstuvwxyz0"
PARTS = st.text("abdehkmnouwy7", min_size=1, max_size=9) | st.text(LETTERS, min_size=1, max_size=9)
SAME_NAME = [
    ("Mohammed", "محمد"),
    ("Muhammad", "محمد"),
    ("Fatima", "فاطمة"),
    ("Hussein", "حسين"),
    ("Ali", "علي"),
    ("Aleksandr", "Александр"),
    ("Nguyễn", "Nguyen"),
    ("Nguyen", "Нгуен"),
    ("Abebe", "አበበ"),
    ("Tigist", "ትዕግስት"),
    ("Kumar", "कुमार"),
    ("Sharma", "शर्मा"),
    ("Li Ming", "李明"),
    ("al-Shami", "الشامي"),
]


def edited(part):
    """Yield everything that one typing error makes of a part."""
    for place in range(len(part) + 1):
        before, after = part[:place], part[place:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in LETTERS:
            yield before + letter + after
            yield before + letter + after[1:]


def is_reached(step, filed):
    return any(all(keys & filed for keys in choice) for choice in step)


@pytest.mark.parametrize("module", [names, name_match])
def test_the_examples_are_right(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        (" \t", ()),
        ("J", ("j",)),
        ("O’Brien ʻOkina D`Arcy", ("obrien", "okina", "darcy")),
        ("Jean‐Pierre St. John", ("jean", "pierre", "st", "john")),
        ("İSTANBUL Straße ﬁ", ("istanbul", "strasse", "fi")),
        ("김철수", ("gim", "cheol", "su")),
        ("أحمد احمد", ("hmd", "hmd")),
        ("सिंह", ("sinh",)),
        ("Anna አበበ", ("anna", "abebe")),
        ("\ue000\ue001", ("\ue000\ue001",)),
        ("a " * 50, ("a",) * 16),
        ("x" * 300, ("x" * 300,)),
    ],
)
def test_names_fold_to_parts_in_latin_letters(text, parts):
    assert names.fold(text) == parts


@settings(deadline=None)
@given(st.text(min_size=1).filter(str.strip))
def test_every_name_has_parts_and_is_found_by_itself(text):
    parts = names.fold(text)
    assert 1 <= len(parts) <= names.MOST_PARTS
    assert Asked(text).score(prepared([text])) == name_match.EXACT


@pytest.mark.parametrize(("latin", "other"), SAME_NAME)
def test_a_name_is_found_in_another_script_both_ways(latin, other):
    for asked, stored in ((latin, other), (other, latin)):
        first = next(names.lookups(names.fold(asked)))
        assert is_reached(first, {names.key(part) for part in names.fold(stored)})
        assert Asked(asked).score(prepared([stored])) < name_match.MISTYPED


@settings(deadline=None, max_examples=40)
@given(PARTS)
@example("sjbj")
def test_a_key_is_near_everything_that_one_error_makes_of_its_part(part):
    for typed in edited(part):
        assert names.key(part) in names.keys_near(typed)


@settings(deadline=None, max_examples=40)
@given(PARTS)
def test_a_key_without_vowels_is_far_from_what_one_error_makes_of_its_part(part):
    unwritten = "".join(letter for letter in part if letter not in "aeiou")
    for typed in edited(part):
        assert {names.key(part), names.key(unwritten)} <= names.keys_far(typed)


@pytest.mark.parametrize("part", ["m" * 300, "ao" * 150, "mn" * 150, "mamo" * 75, "7" * 300])
def test_long_parts_have_as_few_keys_as_others(part):
    assert names.key(part + "r") in names.keys_near(part)
    assert len(names.keys_near(part)) < 100


def test_names_far_apart_are_not_near():
    assert names.key("minh") not in names.keys_near("tuan")
    assert names.key("abebe") not in names.keys_near("kebede")


@settings(deadline=None)
@given(st.tuples(PARTS, PARTS), st.data())
def test_one_error_in_two_parts_is_reached_by_each_step_after_the_first(parts, data):
    typed = [*parts]
    wrong = data.draw(st.integers(0, 1))
    typed[wrong] = data.draw(st.sampled_from([*edited(parts[wrong])]))
    first, second, third = names.lookups(typed)
    filed = {names.key(part) for part in parts}
    # Who was looked at first need not be looked at again.
    assert is_reached(first, filed) or (is_reached(second, filed) and is_reached(third, filed))


def test_two_errors_are_not_looked_for():
    steps = [*names.lookups(["tuan", "kebede"])]
    assert not any(is_reached(step, {"lnA", "mrtA"}) for step in steps)


@settings(deadline=None)
@given(PARTS.filter(lambda part: len(part) > 2), st.data())
def test_one_error_is_forgiven(part, data):
    typed = data.draw(st.sampled_from([*edited(part)]))
    assert Asked(f"{typed} lan").score(prepared([f"Lan {part}"])) is not None


@pytest.mark.parametrize(
    ("asked", "stored", "score"),
    [
        ("Lan Nguyen", "Nguyễn Thị Lan", 0),
        ("Moh Has", "Mohammed Hassan", 2),
        ("Lnn Nguyen", "Nguyễn Thị Lan", 100),
        ("Lna Ngu", "Nguyễn Thị Lan", 101),
        ("Ali Ali", "Ali Ali", 0),
        ("ከቱደ ሄለን", "ሄለን ከበደ", 100),
        ("", "Lan", 0),
        ("Lan", "Minh", None),
        ("Linh", "Loan", None),
        ("La", "Lan", 100),
        ("Ali Ali", "Ali Hassan", None),
        ("Lnn Nguyeb", "Nguyễn Thị Lan", None),
        ("Mohn Hasn", "Ali Omar", None),
        ("J", "K", None),
        ("李红", "李明", None),
        ("Lan", "", None),
    ],
)
def test_better_matches_score_less(asked, stored, score):
    assert Asked(asked).score(prepared([stored])) == score


def test_a_part_counts_for_one_asked_part_even_if_another_takes_it_first():
    assert Asked("Lan Lann").score("lann lan") == 0
    assert Asked("Lan Lan").score("lan") is None


def test_long_asked_names_are_answered_at_once():
    assert Asked("hw" * 150).score("h" * 300 + "a") is None
    assert Asked("am " * 16).score("am " * 15 + "b") is None
