"""Cells in their usual spellings."""

import random
from datetime import date, timedelta

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from offered import ROLES, SEX, TODAY

from addons.socreg_intake.core import spelling
from addons.socreg_intake.core.errors import InvalidValue
from addons.socreg_intake.core.spelling import Codes, IdentifierForm
from addons.socreg_intake.core.spelling_dates import (
    DMY,
    MDY,
    YMD,
    Day,
    evidence_of,
    order_told,
    read_age,
    read_day,
)
from addons.socreg_intake.core.spelling_phones import _plain, read_phones
from addons.socreg_registry.core import phone

DAY = date(2001, 3, 4)
DAYS = st.dates(date(1900, 1, 1), date(2026, 11, 22))


@pytest.mark.parametrize(
    "text",
    """2001-03-04|2001/3/4|2001.03.04|20010304|2001-03-04 00:00:00|2001-03-04T10:00:00Z|4 Mar 2001
    4-Mar-2001|4-Mar-01|March 4, 2001|Mar 4th 2001|Sun 4 March 2001|4 mars 2001|4 MARS 2001
    le 4 mars 2001|٤ مارس ٢٠٠١|4 آذار 2001|2001 Mar 4|36954|36954.0|36954.25| 2001-03-04 |٢٠٠١-٠٣-٠٤""".replace(
        "\n    ", "|"
    ).split("|"),
)
def test_a_day_is_read_in_its_spellings(text):
    assert read_day(text, this_year=2026) == Day(DAY)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("04/03/2001", DMY, DAY),
        ("03/04/2001", MDY, DAY),
        ("4.3.01", DMY, DAY),
        ("01-03-04", YMD, DAY),
        ("4-3-2001", DMY, DAY),
        ("25/12/2001", "", date(2001, 12, 25)),
        ("12/25/2001", "", date(2001, 12, 25)),
        ("25/12/99", "", date(1999, 12, 25)),
        ("05/05/2001", "", date(2001, 5, 5)),
        ("25122001", "", date(2001, 12, 25)),
        ("1er août 1999", "", date(1999, 8, 1)),
        ("٤ كانون الثاني ٢٠٠١", "", date(2001, 1, 4)),
    ],
)
def test_a_day_is_read_in_its_order(text, order, day):
    assert read_day(text, order, 2026) == Day(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1985", date(1985, 1, 1)),
        ("1985.0", date(1985, 1, 1)),
        ("00/00/1985", date(1985, 1, 1)),
        ("1985-00-00", date(1985, 1, 1)),
        ("03/1985", date(1985, 3, 1)),
        ("1985-03", date(1985, 3, 1)),
        ("mars 1985", date(1985, 3, 1)),
        ("00/03/1985", date(1985, 3, 1)),
        ("15/00/1985", date(1985, 1, 1)),
    ],
)
def test_what_is_told_in_part_is_estimated(text, day):
    assert read_day(text) == Day(day, is_estimated=True)


@pytest.mark.parametrize("text", ["04/03/2001", "4.3.2001", "01/02/03", "04032001", "1/2/01"])
def test_a_day_of_two_meanings_is_asked(text):
    with pytest.raises(InvalidValue, match="date_order"):
        read_day(text)


@pytest.mark.parametrize(
    "text",
    """31/02/2001|2001-02-30|99/99/9999|2560-01-01|1234|12345678|abc|4 Foo 2001|4 Mar|-|1/2|1/2/3/4|2001-3|0|1e5|
    13 13 2001|Mar|4 Mar 2001 5|999999|2001-13-01""".replace("\n    ", "").split("|"),
)
def test_what_is_no_day_is_refused(text):
    if text == "2001-3":
        assert read_day(text).is_estimated
        return
    with pytest.raises(InvalidValue, match="date"):
        read_day(text)


@given(
    DAYS, st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%b-%Y", "%B %d, %Y", "%Y%m%d"])
)
def test_a_day_comes_back_or_is_asked(day, form):
    order = {"%d/": DMY, "%m/": MDY}.get(form[:3], "")
    text = day.strftime(form)
    assert read_day(text, order) == Day(day)
    try:
        assert read_day(text) == Day(day)
    except InvalidValue as asked:
        assert str(asked) == "date_order" and order and day.day <= 12


@given(st.text())
def test_any_text_is_a_day_or_refused(text):
    for read in (
        read_day,
        lambda t: read_age(t, TODAY),
        order_told,
        spelling.name,
        spelling.decimal,
    ):
        try:
            read(text)
        except InvalidValue as refusal:
            assert str(refusal).isidentifier()


@given(
    st.lists(DAYS, min_size=40, max_size=80),
    st.sampled_from([("%d/%m/%Y", DMY), ("%m/%d/%Y", MDY)]),
)
def test_a_column_tells_the_order_of_its_days(days, form):
    evidence = evidence_of(day.strftime(form[0]) for day in days)
    assert evidence.order == (form[1] if any(day.day > 12 for day in days) else "")


def test_a_column_that_tells_nothing_or_contradicts_itself_is_a_question():
    assert evidence_of(["01/02/2003", "03/04/2005"]).is_question
    assert evidence_of(["25/12/2003", "12/25/2003"]).is_question
    assert not evidence_of(["2003-01-02", "4 Mar 2001", "", "05/05/2005"]).is_question
    assert evidence_of(["25/12/2003"] * 40 + ["12/25/2003"]).order == DMY


def test_an_age_is_a_birth_date_in_the_middle():
    for text in ("25", "25.0", "25 ans", "25 years old", "25y", "٢٥ سنة"):
        born = read_age(text, TODAY)
        assert born.is_estimated
        assert TODAY - timedelta(26 * 365.25) < born.day < TODAY - timedelta(25 * 365.25 - 1)
    assert TODAY - read_age("8 mois", TODAY).day == timedelta(259)
    for text in ("", "x", "200", "-1", "25 cows", "1 2"):
        with pytest.raises(InvalidValue, match="age"):
            read_age(text, TODAY)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0912345678", ("+84912345678",)),
        ("0912 345-678", ("+84912345678",)),
        ("912345678", ("+84912345678",)),
        ("+84 (0) 912 345 678", ("+84912345678",)),
        ("0084912345678", ("+84912345678",)),
        ("٠٩١٢٣٤٥٦٧٨", ("+84912345678",)),
        ("0912345678 / 0912345679", ("+84912345678", "+84912345679")),
        ("0912345678; +254712345678", ("+84912345678", "+254712345678")),
        ("0912345678 ou 0912345678", ("+84912345678",)),
    ],
)
def test_phones_are_read(text, read):
    assert read_phones(text, "VN") == read


@pytest.mark.parametrize("text", ["12", "call me", "9.12E+08", "0912345678 / 12", "9" * 300, "+"])
def test_what_is_no_phone_is_refused(text):
    with pytest.raises(InvalidValue, match="phone"):
        read_phones(text, "VN")


def test_the_short_way_of_phones_is_the_library_s():
    draw = random.Random(7)
    short = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        shown = phonenumbers.example_number(region)
        if shown is None:
            continue
        for _ in range(8):
            digits = list(str(shown.national_number))
            digits[draw.randrange(len(digits))] = draw.choice("0123456789")
            national = "".join(digits)
            for text in (national, "0" + national, f"+{shown.country_code}{national}"):
                found = _plain(text, region)
                if found:
                    short += 1
                    assert found == phone.normalise(text, region)
    assert short > 1_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            (text, "1")
            for text in "1|M|m|Male|MALE|homme|Masculin|ذكر|01|1.0|1 - Male|1. Homme|1=M".split("|")
        ),
        *(
            (text, "2")
            for text in "2|F|female|Femme|Féminin|feminin|أنثى|انثى|2: Female|٢".split("|")
        ),
    ],
)
def test_a_code_is_told_by_word_or_number(text, code):
    assert Codes.of(SEX, "sex").code_of(text) == code


def test_a_role_is_told_by_word():
    codes = Codes.of(ROLES, "role")
    for text, code in {
        "Chef de ménage": "head",
        "رب الأسرة": "head",
        "Son": "child",
        "fille": "child",
        "زوجة": "spouse",
        "Épouse": "spouse",
    }.items():
        assert codes.code_of(text) == code


def test_labels_of_two_codes_are_no_answer():
    codes = Codes.of({"P03": ["Tân Phú"], "P04": ["Tan Phu"], "P05": ["Hue"]})
    assert codes.code_of("P03") == "P03"
    assert codes.code_of("HUẾ") == "P05"
    with pytest.raises(InvalidValue, match="ambiguous"):
        codes.code_of("tan phu")
    for text in ("3", "1 - Female", "Hoi An"):
        with pytest.raises(InvalidValue, match="choice"):
            Codes.of(SEX | {"P05": ["Hue"]}, "sex").code_of(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Lan \t Anh\n", "Lan Anh"),
        ("Lan\u00a0Anh", "Lan Anh"),
        ("\u200fمحمد\u200e", "محمد"),
        ("\ufeffLan", "Lan"),
        ("Zoe\u0301", "Zoé"),
        ("O'Brien", "O'Brien"),
        ("\u200b", ""),
    ],
)
def test_a_name_is_tidied(text, name):
    assert spelling.name(text) == name


@pytest.mark.parametrize(
    ("text", "key"),
    [("La\u202en", "control"), ("a\0b", "control"), ("x" * 301, "long"), ("#REF!", "computed")],
)
def test_what_is_no_name_is_refused(text, key):
    with pytest.raises(InvalidValue, match=key):
        spelling.name(text)


def test_numbers_are_read_with_point_or_comma():
    read = {"3": 3, "-3,5": -3.5, "1.234,5": 1234.5, "1,234.5": 1234.5, "1 234": 1234, "٣٫٥": 3.5}
    assert {text: spelling.decimal(text) for text in read} == read
    assert spelling.integer("1,234") == 1234
    assert spelling.decimal("0,123") == 0.123
    for text in ("1,234", "1,23,4", "x", "", "1e999", "nan", "1.2.3", "9" * 99):
        with pytest.raises(InvalidValue, match="number"):
            spelling.decimal(text)


def test_identifiers_are_read_in_their_form():
    form = IdentifierForm(r"[A-Z]{2}\d{6}")
    assert form.normal_of(" vn 123-456 ") == "VN123456"
    assert IdentifierForm(checksum="luhn").normal_of("79927398713") == "79927398713"
    for text, key in (("12", "pattern"), ("1.23457E+11", "rounded"), ("-", "empty")):
        with pytest.raises(InvalidValue, match=key):
            form.normal_of(text)
    with pytest.raises(InvalidValue, match="checksum"):
        IdentifierForm(checksum="luhn").normal_of("79927398714")


def test_yes_and_no_are_read():
    assert all(map(spelling.boolean, ["Yes", "Y", "oui", "نعم", "1", "TRUE", "x", "✓"]))
    assert not any(map(spelling.boolean, ["No", "non", "لا", "0", "false", "N"]))
    with pytest.raises(InvalidValue, match="boolean"):
        spelling.boolean("perhaps")
