"""What columns say, proposed by their headings and cells."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offered import TARGETS, TODAY

from addons.socreg_intake.core.columns import is_heading, propose
from addons.socreg_intake.core.errors import InvalidValue
from addons.socreg_intake.core.mapping import ColumnMap, ColumnMapping
from addons.socreg_intake.core.reading import sheet
from addons.socreg_intake.core.sheet import Options

NATIONAL = "identifiers.national_id.value"
HEADINGS = {
    "given_name": "First Name|firstName|FIRST_NAME|Given name(s)|Name|Full name|Prénom|Prenoms|الاسم|الاسم الأول|Frist Name|Q1. First name",
    "family_name": "Last Name|Surname|Sirname|Family name|Nom|Nom de famille|اسم العائلة|اللقب",
    "additional_name": "Middle Name|Other names|Father's name|اسم الأب",
    "birthdate": "DOB|Date of birth|D.O.B|dateOfBirth|Birthdate|Date de naissance|Né(e) le|تاريخ الميلاد|Year of birth|Date of Brith",
    "age": "Age|Age (years)|Âge|العمر|السن",
    "sex": "Sex|Gender|Sexe|M/F|الجنس|Q4 Gender|Sex of the respondent",
    "marital_status": "Marital status|Civil status|Situation matrimoniale|État civil|الحالة الاجتماعية",
    NATIONAL: "Nat. ID no.|National ID|NID|nationalId|ID number|ID Card No|N° CNI|Numéro de carte d'identité|الرقم الوطني|رقم الهوية|الرقم القومي",
    "household.key": "HH ID|HHID|hh_id|householdId|Household number|HH No.|Code ménage|N° ménage|رقم الأسرة",
    "household.role": "Relationship to head|Relationship to head of household|Relationship|Rel. to HoH|Lien avec le chef de ménage|Lien de parenté|صلة القرابة",
    "household.is_head": "Is head|isHead|Head of household|Chef de ménage|رب الأسرة",
    "phones.0": "Tel 1|Tel|Phone|Mobile number|mobileNumber|Phone No.|Cell|Téléphone|Q5 Mobile phone number|رقم الهاتف|الهاتف|الجوال|Telephon",
    "email": "Email|E-mail|Mail|Courriel|البريد الإلكتروني",
    "address": "Address|Adresse|Home address|العنوان",
    "area_id": "Village|District|Area code|P-code|Commune|Quartier|المحافظة|المنطقة",
    "latitude": "Latitude|GPS latitude|lat|خط العرض",
    "longitude": "Longitude|GPS longitude|lon|خط الطول",
    "birth_place": "Place of birth|Birthplace|Lieu de naissance|مكان الميلاد",
    "uid": "Registration number|Public number|UID",
    "registration_date": "Registration date|Date d'enregistrement|تاريخ التسجيل",
}


def paths(headings, **options):
    proposal = propose(headings, TARGETS, TODAY, **options)
    return proposal.mapping.subject, {h: c.path for h, c in proposal.mapping.columns.items()}


@pytest.mark.parametrize(
    ("path", "heading"),
    [(path, heading) for path, texts in HEADINGS.items() for heading in texts.split("|")],
)
def test_a_heading_is_known(path, heading):
    beside = "Family name" if path == "given_name" else "Given name"
    assert paths([beside, heading])[1].get(heading) == path
    assert is_heading(heading) or path in ("given_name", "birthdate", "area_id", "sex", "phones.0")


def test_what_nobody_asks_for_is_left_alone():
    subject, found = paths(["Name", "Remarks", "Enumerator", "N°", "Shoe size", "Start time", ""])
    assert (subject, found) == ("individual", {"Name": "given_name"})


def test_a_path_is_given_to_one_column():
    _subject, found = paths(["Name", "First name", "Tel 1", "Tel 2", "Phone"])
    assert found["First name"] == "given_name"
    assert len(set(found.values())) == len(found)
    assert found["Tel 2"] == "phones.1"


@pytest.mark.parametrize(
    "headings",
    [
        "hh_id|member_1_name|member_1_age|member_2_name|member_2_age",
        "Household number|Name|Age|Name (2)|Age (2)",
        "HHID|name1|age1|name2|age2",
        "Code ménage|Nom complet du membre 1|Age du membre 1|Nom complet du membre 2|Age du membre 2",
        "hh|members[1]/name|members[1]/age|members[2]/name|members[2]/age",
        "HH ID|Name of member 1|Age of member 1|Name of member 2|Age of member 2",
        "رقم الأسرة|الفرد 1 الاسم|الفرد 1 العمر|الفرد 2 الاسم|الفرد 2 العمر",
    ],
)
def test_members_side_by_side_are_known(headings):
    subject, found = paths(headings.split("|"))
    assert subject == "group"
    assert list(found.values()) == [
        "key",
        "members.1.given_name",
        "members.1.age",
        "members.2.given_name",
        "members.2.age",
    ]


def test_members_side_by_side_need_no_key_of_their_household():
    subject, found = paths(["Name", "Age", "Name (2)", "Age (2)", "Village"])
    assert subject == "group"
    assert found["Name (2)"] == "members.2.given_name"
    assert found["Village"] == "area_id"


def test_households_and_what_people_s_rows_say_of_them_are_known():
    assert paths(["Household code", "Household name", "Type", "Village"]) == (
        "group",
        {
            "Household code": "key",
            "Household name": "group_name",
            "Type": "group_type_id",
            "Village": "area_id",
        },
    )
    subject, found = paths(["HH ID", "First name", "Age", "Household name", "Household address"])
    assert subject == "individual"
    assert found["Household name"] == "group.group_name"
    assert found["Household address"] == "group.address"


def test_cells_tell_when_a_heading_misleads():
    headings = ["Name", "Nom", "Birth"]
    rows = [["Lan", "Hue", "Hanoi"], ["Anh", "Ba", "Hue"]] * 5
    assert "birthdate" not in paths(headings, samples=rows)[1].values()


def test_the_order_of_days_is_told_by_cells_or_heading_or_asked():
    def order(heading, *cells):
        rows = [["Lan", cell] for cell in cells]
        proposal = propose(["Name", heading], TARGETS, TODAY, rows)
        return proposal.mapping.columns[heading].order, proposal.unclear

    assert order("DOB", "25/12/2001", "01/02/2003") == ("dmy", ())
    assert order("DOB", "12/25/2001", "01/02/2003") == ("mdy", ())
    assert order("DOB", "01/02/2003") == ("", ("DOB",))
    assert order("DOB (MM/DD/YYYY)", "01/02/2003") == ("mdy", ())
    assert order("Date de naissance (jj/mm/aaaa)", "01/02/2003") == ("dmy", ())
    assert order("DOB", "2003-02-01") == ("", ())


def test_headings_are_found_by_what_is_known_of_them():
    content = b"Liste\nA,B,C\nName,Age,Sex\nLan,Hue,Red\nAnh,Ba,Blue\n"
    assert sheet(content, Options(is_heading=is_heading)).header_row == 3


@given(st.lists(st.text(), unique=True, max_size=6), st.data())
def test_any_headings_have_a_proposal(headings, data):
    row = data.draw(st.lists(st.text(), min_size=len(headings), max_size=len(headings)))
    proposal = propose(headings, TARGETS, TODAY, [row])
    assert proposal.mapping.columns.keys() <= set(headings)


def test_a_mapping_comes_back_from_json_as_it_was():
    columns = {"DOB": ColumnMap("birthdate", "dmy"), "S": ColumnMap("sex", "", {"Nam": "1"})}
    mapping = ColumnMapping("individual", columns, "VN", True, False)
    assert ColumnMapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping
    said = mapping.to_json()
    for wrong in (None, [], {}, {**said, "subject": "herd"}, {**said, "columns": {"a": {}}}):
        with pytest.raises(InvalidValue, match="mapping"):
            ColumnMapping.from_json(wrong)
    with pytest.raises(InvalidValue, match="mapping"):
        ColumnMapping.from_json({**said, "columns": {"a": {"path": "b", "order": "x"}}})
