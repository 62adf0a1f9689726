"""The shipped sample: as generated, as surveyed, and plausible."""

import csv
import gzip
import hashlib
import io
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from unicodedata import is_normalized
from unicodedata import name as character_name

import generate
import phonenumbers
import pytest
from phonenumbers import carrier
from sampling import numbers

SAMPLE = Path(generate.__file__).parent
SURVEY_DAY = date(1998, 6, 30)
SOURCE_DIGEST = "6afbe2df72ed608ade6bbeeb0c11104c97e9da4d6751d3ef7ff3a84061ce874c"
MALE, FEMALE = "1", "2"
SCRIPTS = {"ar": "ARABIC", "am": "ETHIOPIC", "hi": "DEVANAGARI"}
LANGUAGES = ["vi", "ar", "am", "fr", "es", "en", "id", "hi"]


def _rows(name):
    text = gzip.decompress((SAMPLE / name).read_bytes()).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def source():
    return gzip.decompress((SAMPLE / "vlss1998_households.csv.gz").read_bytes())


@pytest.fixture(scope="module")
def regenerated(source):
    return generate.sample(source)


@pytest.fixture(scope="module")
def survey():
    return _rows("vlss1998_households.csv.gz")


@pytest.fixture(scope="module")
def areas():
    return _rows("areas.csv.gz")


@pytest.fixture(scope="module")
def households():
    return _rows("households.csv.gz")


@pytest.fixture(scope="module")
def people():
    return _rows("people.csv.gz")


@pytest.fixture(scope="module")
def families(people):
    families = defaultdict(list)
    for person in people:
        families[person["household_ref"]].append(person)
    return families


@pytest.fixture(scope="module")
def heads(people):
    return [person for person in people if person["is_head"] == "1"]


def _of_role(family, *roles):
    return [person for person in family if person["role"] in roles]


def _born(person):
    return date.fromisoformat(person["birthdate"])


def _years_between(earlier, later):
    had_birthday = (later.month, later.day) >= (earlier.month, earlier.day)
    return later.year - earlier.year - (not had_birthday)


def _age(person):
    return _years_between(_born(person), SURVEY_DAY)


def _years_older(elder, younger):
    return _years_between(_born(elder), _born(younger))


def _parents_and_children(families, language):
    found = [
        (*couple, child)
        for family in families.values()
        if family[0]["preferred_lang"] == language
        for couple in [sorted(_of_role(family, "head", "spouse"), key=itemgetter("sex"))]
        if [parent["sex"] for parent in couple] == [MALE, FEMALE]
        for child in _of_role(family, "child")
    ]
    assert found
    return found


def _full_name(person):
    return f"{person['given_name']} {person['family_name']}"


def _passes_luhn(number):
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


class TestFiles:
    @pytest.mark.parametrize("name", ["areas.csv.gz", "households.csv.gz", "people.csv.gz"])
    def test_shipped_file_equals_the_regenerated_one(self, regenerated, name):
        shipped = gzip.decompress((SAMPLE / name).read_bytes())
        # Not a plain assert: a diff of megabytes would take minutes.
        assert hashlib.sha256(shipped).digest() == (hashlib.sha256(regenerated[name]).digest())

    def test_survey_is_shipped_unchanged(self, source):
        assert hashlib.sha256(source).hexdigest() == SOURCE_DIGEST

    @pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.gz")), ids=lambda it: it.name)
    def test_packed_file_tells_neither_time_nor_name(self, path):
        flags_and_time = path.read_bytes()[3:8]
        assert flags_and_time == bytes(5)

    def test_household_depends_on_its_own_row_only(self, source, regenerated):
        rows = source.splitlines(keepends=True)
        alone = generate.sample(b"".join([rows[0], rows[7]]))["households.csv.gz"]
        assert alone.splitlines()[1] == regenerated["households.csv.gz"].splitlines()[7]


class TestCommand:
    @pytest.fixture(autouse=True)
    def _folder(self, monkeypatch, tmp_path):
        monkeypatch.setattr(generate, "HERE", tmp_path)
        monkeypatch.setattr(generate, "sample", lambda source: {"a.csv.gz": b"new"})

    def test_what_is_written_passes_the_check(self, tmp_path):
        generate.main([])
        generate.main(["--check"])
        assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == b"new"

    @pytest.mark.parametrize("shipped", [None, b"old"])
    def test_check_names_the_file_that_differs(self, tmp_path, shipped):
        if shipped:
            (tmp_path / "a.csv.gz").write_bytes(generate.pack(shipped))
        with pytest.raises(SystemExit, match=r"Not as generated: a\.csv\.gz\."):
            generate.main(["--check"])

    def test_check_writes_nothing(self, tmp_path):
        with pytest.raises(SystemExit):
            generate.main(["--check"])
        assert not list(tmp_path.iterdir())


class TestAreas:
    def test_country_has_districts_of_about_ten_communes(self, areas):
        levels = Counter(area["level"] for area in areas)
        sizes = Counter(it["parent_code"] for it in areas if it["level"] == "commune")
        assert levels == {"country": 1, "district": 19, "commune": 194}
        assert {*sizes.values()} == {10, 11}

    def test_parent_comes_before_its_children(self, areas):
        known = {""}
        for area in areas:
            assert area["parent_code"] in known
            known.add(area["code"])

    def test_household_lives_in_its_surveyed_commune(self, survey, households):
        surveyed = [f"VN-C{int(row['commune']):03}" for row in survey]
        assert [row["area_code"] for row in households] == surveyed


class TestAsSurveyed:
    def test_household_has_its_surveyed_size(self, survey, families):
        surveyed = {f"HH-{int(row['']):05}": int(row["hhsize"]) for row in survey}
        assert {ref: len(family) for ref, family in families.items()} == surveyed
        assert sum(surveyed.values()) == 28_509

    def test_household_has_one_head(self, families):
        for family in families.values():
            assert [it["role"] for it in family if it["is_head"] == "1"] == ["head"]
            assert len(_of_role(family, "head")) == 1

    def test_head_has_surveyed_sex_and_age(self, survey, heads):
        sexes = {"male": MALE, "female": FEMALE}
        surveyed = [(sexes[row["sex"]], int(row["age"])) for row in survey]
        assert [(head["sex"], _age(head)) for head in heads] == surveyed

    def test_education_of_head_follows_surveyed_schooling(self, survey, heads):
        last_years = [(0, "0"), (5, "1"), (9, "2"), (12, "3"), (14, "5"), (17, "6")]
        for row, head in zip(survey, heads, strict=True):
            years = int(float(row["educyr"]))
            level = next((level for last, level in last_years if years <= last), "7")
            assert head["education_level"] == level

    def test_farming_couple_works_in_agriculture(self, survey, families):
        for row, family in zip(survey, families.values(), strict=True):
            for person in _of_role(family, "head", "spouse"):
                works = person["employment_status"], person["occupation_code"][:1]
                assert row["farm"] == "no" or works == ("employed", "6")


class TestFamily:
    def test_child_is_younger_than_both_parents(self, families):
        for family in families.values():
            for child in _of_role(family, "child"):
                for parent in _of_role(family, "head", "spouse"):
                    assert _years_older(parent, child) >= 16

    def test_mother_is_at_most_45_years_older(self, families):
        for family in families.values():
            mothers = [it for it in _of_role(family, "head", "spouse") if it["sex"] == FEMALE]
            for mother in mothers:
                ages = [_years_older(mother, it) for it in _of_role(family, "child")]
                assert max(ages, default=0) <= 45

    def test_parent_is_older_than_head_and_siblings(self, families):
        for family in families.values():
            for parent in _of_role(family, "parent"):
                for child in _of_role(family, "head", "sibling"):
                    assert 16 <= _years_older(parent, child) <= 45

    def test_grandchild_is_two_generations_younger(self, families):
        for family in families.values():
            for grandchild in _of_role(family, "grandchild"):
                assert _years_older(family[0], grandchild) >= 32

    @pytest.mark.parametrize("roles", [("child",), ("head", "sibling")])
    def test_one_mother_bears_at_most_once_a_year_or_twins(self, families, roles):
        twins = 0
        for family in families.values():
            births = sorted(_born(person) for person in _of_role(family, *roles))
            gaps = [(b - a).days for a, b in pairwise(births)]
            twins += gaps.count(0)
            assert all(gap == 0 or gap > 300 for gap in gaps)
        assert bool(twins) == (roles == ("child",))

    def test_married_head_lives_with_the_spouse(self, families):
        for family in families.values():
            is_married = family[0]["marital_status"] == "married"
            spouses = [it["marital_status"] for it in _of_role(family, "spouse")]
            assert spouses == ["married"] * is_married

    def test_spouses_are_of_like_age_and_mostly_of_other_sex(self, families):
        couples = [(it[0], it[1]) for it in families.values() if _of_role(it, "spouse")]
        same = sum(head["sex"] == spouse["sex"] for head, spouse in couples)
        assert 0 < same < 0.03 * len(couples)
        assert max(abs(_age(head) - _age(spouse)) for head, spouse in couples) <= 15

    def test_nobody_marries_as_a_child(self, people):
        statuses = {it["marital_status"] for it in people if _age(it) < 18}
        assert statuses == {"single"}

    def test_birthdate_is_estimated_for_a_third_of_older_heads(self, heads):
        older = [head for head in heads if _age(head) > 50]
        estimated = [head for head in older if head["is_birthdate_estimated"] == "1"]
        assert 0.3 < len(estimated) / len(older) < 0.37
        assert {head["birthdate"][4:] for head in estimated} == {"-01-01"}

    def test_household_is_registered_after_the_last_birth(self, people, households):
        first_registration = min(row["registration_date"] for row in households)
        assert max(person["birthdate"] for person in people) < first_registration


class TestVocabulary:
    @pytest.mark.parametrize(
        ("column", "values"),
        [
            ("role", "head spouse child parent sibling grandchild other"),
            ("is_head", "0 1"),
            ("sex", "1 2"),
            ("is_birthdate_estimated", "0 1"),
            ("marital_status", "single married widowed separated divorced"),
            ("education_level", "0 1 2 3 5 6 7"),
            ("preferred_lang", "vi ar am fr es en id hi"),
        ],
    )
    def test_column_uses_every_value_and_no_other(self, people, column, values):
        assert {person[column] for person in people} == {*values.split()}

    def test_occupation_belongs_to_the_employed(self, people):
        for person in people:
            is_employed = person["employment_status"] == "employed"
            assert bool(person["occupation_code"]) == is_employed

    def test_occupation_is_an_isco_group(self, people):
        codes = {person["occupation_code"] for person in people} - {""}
        assert all(re.fullmatch(r"\d|0[123]10|[1-9][1-9]\d\d", code) for code in codes)
        assert {len(code) for code in codes} == {1, 4}

    def test_children_neither_work_nor_seek_work(self, people):
        assert {it["employment_status"] for it in people if _age(it) < 15} == {""}

    def test_references_number_the_rows(self, people, households):
        assert [it["person_ref"] for it in people] == [
            f"P-{number:06}" for number in range(1, 28_510)
        ]
        assert [it["household_ref"] for it in households] == [
            f"HH-{number:05}" for number in range(1, 6_000)
        ]


class TestNumbers:
    @pytest.mark.parametrize(
        ("payload", "digit"),
        [("7992739871", 3), ("0", 0), ("1", 8), ("411111111111111", 1)],
    )
    def test_luhn_digit_of_published_numbers(self, payload, digit):
        assert numbers.luhn_digit(payload) == digit

    def test_national_ids_are_unique_and_check(self, people):
        ids = [it["national_id"] for it in people if it["national_id"]]
        assert len({*ids}) == len(ids)
        assert all(re.fullmatch(r"999\d{9}", number) for number in ids)
        assert all(_passes_luhn(number) for number in ids)

    def test_most_but_not_all_have_a_national_id_from_14_on(self, people):
        young = [it["national_id"] for it in people if _age(it) < 14]
        older = [it["national_id"] for it in people if _age(it) >= 14]
        assert not any(young)
        assert 0.85 < sum(map(bool, older)) / len(older) < 0.95

    def test_phones_are_unique_valid_mobile_numbers(self, people):
        phones = [it["phone"] for it in people if it["phone"]]
        parsed = [phonenumbers.parse(phone) for phone in phones]
        e164 = phonenumbers.PhoneNumberFormat.E164
        mobile = phonenumbers.PhoneNumberType.MOBILE
        assert len({*phones}) == len(phones)
        assert [phonenumbers.format_number(it, e164) for it in parsed] == phones
        assert all(phonenumbers.is_valid_number_for_region(it, "VN") for it in parsed)
        assert {phonenumbers.number_type(it) for it in parsed} == {mobile}

    def test_phones_are_of_no_known_network(self, people):
        blocks = {it["phone"][:7] for it in people if it["phone"]}
        examples = [phonenumbers.parse(f"{block}00000") for block in blocks]
        assert {carrier.name_for_number(it, "en") for it in examples} == {""}

    def test_most_heads_have_a_phone(self, heads):
        assert 0.67 < sum(bool(head["phone"]) for head in heads) / len(heads) < 0.73


class TestNames:
    def test_everybody_has_a_given_name_without_stray_space(self, people):
        columns = ["given_name", "additional_name", "family_name", "local_name"]
        for person in people:
            assert person["given_name"]
            for name in (person[column] for column in columns):
                assert name == " ".join(name.split())
                assert is_normalized("NFC", name)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_own_script_is_in_the_local_name(self, people, language):
        speakers = [it for it in people if it["preferred_lang"] == language]
        script = SCRIPTS.get(language)
        for person in speakers:
            latin = f"{_full_name(person)} {person['additional_name']}"
            letters = [it for it in person["local_name"] if it.isalpha()]
            assert all(character_name(it).startswith(script or "") for it in letters)
            assert bool(letters) == bool(script)
            words = latin.split() if script else []
            assert all(re.fullmatch(r"[A-Z][a-z]*", word) for word in words)

    def test_at_least_four_scripts_are_written(self, people):
        letters = {
            letter
            for person in people
            for letter in f"{person['given_name']}{person['local_name']}"
            if letter.isalpha()
        }
        scripts = {character_name(letter).split()[0] for letter in letters}
        assert scripts >= {"LATIN", "ARABIC", "ETHIOPIC", "DEVANAGARI"}

    def test_most_households_are_vietnamese_and_every_tradition_occurs(self, heads):
        counts = Counter(head["preferred_lang"] for head in heads)
        assert 0.58 < counts["vi"] / len(heads) < 0.63
        assert min(counts[language] for language in LANGUAGES) > 200

    def test_household_has_one_tradition(self, families):
        for family in families.values():
            assert len({person["preferred_lang"] for person in family}) == 1

    def test_indonesians_and_nobody_else_have_a_single_name(self, people):
        for person in people:
            is_single = not person["family_name"] and not person["additional_name"]
            assert is_single == (person["preferred_lang"] == "id")

    def test_family_names_are_as_common_as_in_viet_nam(self, heads):
        names = Counter(it["family_name"] for it in heads if it["preferred_lang"] == "vi")
        common = [name for name, _count in names.most_common(4)]
        assert common == ["Nguyễn", "Trần", "Lê", "Phạm"]
        assert 0.36 < names["Nguyễn"] / names.total() < 0.42

    @pytest.mark.parametrize(
        ("language", "part"),
        [
            ("vi", "family_name"),
            ("ar", "family_name"),
            ("am", "given_name"),
            ("fr", "family_name"),
            ("es", "family_name"),
            ("en", "family_name"),
            ("hi", "family_name"),
        ],
    )
    def test_child_bears_a_name_of_the_father(self, families, language, part):
        for father, _mother, child in _parents_and_children(families, language):
            inherited = father[part].split()[0]
            assert child["family_name"].split()[0] == inherited

    def test_spanish_child_bears_a_name_of_the_mother_too(self, families):
        for _father, mother, child in _parents_and_children(families, "es"):
            assert mother["family_name"].split()[0] in child["family_name"].split()[1:]

    @pytest.mark.parametrize(
        ("language", "share"), [("vi", (0, 0.35)), ("fr", (0.85, 1)), ("en", (0.85, 1))]
    )
    def test_wives_keep_their_name_where_custom_says_so(self, families, language, share):
        couples = [
            _of_role(it, "head", "spouse")
            for it in families.values()
            if it[0]["preferred_lang"] == language and _of_role(it, "spouse")
        ]
        same = sum(a["family_name"] == b["family_name"] for a, b in couples)
        assert share[0] < same / len(couples) < share[1]

    @pytest.mark.parametrize(
        "pattern",
        [
            pytest.param(r".* O'Brien", id="apostrophe after O"),
            pytest.param(r".* D'Souza", id="apostrophe after D"),
            pytest.param(r"\w+-\w+ .*", id="hyphenated given name"),
            pytest.param(r".* \w+-\w+", id="hyphenated family name"),
            pytest.param(r"\w .*", id="given name of one letter"),
            pytest.param(r".* \w", id="family name of one letter"),
            pytest.param(r".{40,}", id="very long name"),
            pytest.param(r"\w+ [^\W\d_]{3,} [^\W\d_]{3,} [^\W\d_]{3,}", id="three family names"),
            pytest.param(r".*[ằẵộứỷ].*", id="tone mark on a marked vowel"),
        ],
    )
    def test_difficult_name_occurs(self, people, pattern):
        matching = [it for it in people if re.fullmatch(pattern, _full_name(it))]
        assert len(matching) >= 5

    def test_households_share_group_names(self, households):
        names = Counter(row["group_name"] for row in households)
        assert all(names)
        assert names.most_common(1)[0][1] > 100
