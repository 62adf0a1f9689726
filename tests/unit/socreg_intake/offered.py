"""What a registry offers to the columns of files, as Odoo's fields would."""

from datetime import date

from addons.socreg_intake.core.mapping import Target, Targets

TODAY = date(2026, 11, 22)
SEX = {"0": ["Not Known"], "1": ["Male"], "2": ["Female"], "9": ["Not Applicable"]}
MARITAL = {"single": ["Single"], "married": ["Married"], "widowed": ["Widowed"]}
ROLES = {"head": ["Head"], "spouse": ["Spouse"], "child": ["Child"], "other": ["Other Relative"]}
AREAS = {"P01": ["Hoa Binh"], "P02": ["Tay Ninh"], "P03": ["Tân Phú"], "P04": ["Tan Phu"]}
TYPES = {"household": ["Household"], "family": ["Family"]}
LIVES = (
    Target("area_id", ["Area"], "choice", AREAS),
    Target("address", ["Address"]),
    Target("latitude", ["Latitude"], "decimal"),
    Target("longitude", ["Longitude"], "decimal"),
    Target("email", ["Email"], "email"),
    Target("phones.0", ["Phone"], "phone"),
    Target("phones.1", ["Second Phone"], "phone"),
    Target("registration_date", ["Registration Date"], "date"),
    Target("tag_ids", ["Tags"], "choices", {"idp": ["Displaced"], "vip": ["Vulnerable"]}),
    Target("uid", ["Public Number"], "uid"),
)
NATIONAL = "identifiers.national_id"
TARGETS = Targets(
    person=(
        Target("given_name", ["Given Name"], "name"),
        Target("family_name", ["Family Name"], "name"),
        Target("additional_name", ["Additional Name"], "name"),
        Target("local_name", ["Local Name"], "name"),
        Target("birthdate", ["Birth Date"], "birthdate"),
        Target("age", ["Age"], "age"),
        Target("is_birthdate_estimated", ["Birth Date Is Estimated"], "boolean"),
        Target("birth_place", ["Birth Place"], "name"),
        Target("sex", ["Sex"], "choice", SEX),
        Target("marital_status", ["Marital Status"], "choice", MARITAL),
        Target(f"{NATIONAL}.value", ["National ID"], "identifier", pattern=r"[A-Z]{0,2}\d{6,12}"),
        Target(f"{NATIONAL}.issued_on", ["National ID Issued On"], "date"),
        Target("identifiers.luhn.value", ["Card"], "identifier", checksum="luhn"),
        Target("household.key", ["Household"], "key"),
        Target("household.role", ["Role"], "role", ROLES),
        Target("household.is_head", ["Head"], "boolean"),
        Target("household.start_date", ["Member Since"], "date"),
        *LIVES,
    ),
    group=(
        Target("key", ["Household Key"], "key"),
        Target("group_name", ["Group Name"], "name"),
        Target("group_type_id", ["Group Type"], "choice", TYPES),
        *LIVES,
    ),
    head_roles=frozenset(["head"]),
)
