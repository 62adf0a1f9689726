"""Terms and translations as each engine exports and shows them."""

from datetime import date, timedelta
from typing import Any

import pytest

from socreg_setup.i18n import i18n

from ..live import Caller, Live, Refused
from .test_constraints import by_code, membership_of_head, new_household

MODEL = "socreg.registrant"
# What a user of a language reads: the menu, a label, a choice, a record that comes with the
# addon, and the sentences of three refusals.
FRENCH = {
    "lang": "fr_FR",
    "app": "Registre social",
    "menu": "Ménages et groupes",
    "label": "Date de naissance",
    "help": "Le seul numéro de cet inscrit qui sort du système.",
    "choice": "Décédé",
    "view": "Noms",
    "household": "Ménage",
    "future": "Une date de naissance ne peut pas être dans le futur.",
    "nameless": "Une personne doit avoir au moins un nom.",
    "two heads": "Le groupe a déjà un chef.",
    "number": "Identifiant national : le numéro est vide.",
}
ARABIC = {
    "lang": "ar_001",
    "app": "السجل الاجتماعي",
    "menu": "الأسر المعيشية والمجموعات",
    "label": "تاريخ الميلاد",
    "help": "الرقم الوحيد لهذا المسجَّل الذي يخرج من النظام.",
    "choice": "متوفى",
    "view": "الأسماء",
    "household": "أسرة معيشية",
    "future": "لا يمكن أن يكون تاريخ الميلاد في المستقبل.",
    "nameless": "يجب أن يكون للشخص اسم واحد على الأقل.",
    "two heads": "للمجموعة رب أسرة بالفعل.",
    "number": "رقم الهوية الوطنية: الرقم فارغ.",
}


class Speaker(Caller):
    """Somebody who is logged in and calls as the web client does: in the language of their settings."""

    def __init__(self, live: Live, login: str, words: dict[str, str]) -> None:
        super().__init__(live.address)
        self.words = words
        self.session = live.caller(login).session
        self.context = self.post("/web/session/get_session_info", {})["user_context"]

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        return super().call(model, method, *args, context=self.context, **kwargs)


@pytest.fixture(scope="module", params=[FRENCH, ARABIC], ids=lambda words: words["lang"])
def speaker(live: Live, request: pytest.FixtureRequest) -> Speaker:
    """A registrar who reads this language."""
    words = request.param
    admin = live.caller("admin")
    login = f"registrar-{words['lang']}"
    values = {"name": login, "lang": words["lang"], "password": live.password}
    user = admin.create("res.users", login=login, **values)
    for name in ("Registrar", "See Personal Data"):
        (role,) = admin.search("res.users.role", ("name", "=", name))
        where = {"is_nationwide": name == "Registrar"}
        admin.create("res.users.role.line", user_id=user, role_id=role, **where)
    return Speaker(live, login, words)


def refusal(call, *args, **values):
    with pytest.raises(Refused) as refused:
        call(*args, **values)
    assert refused.value.kind == "ValidationError"
    return refused.value.sentence


def test_files_hold_what_the_engine_exports(capfd):
    assert i18n(["--check"]) == 0, capfd.readouterr().out


def test_user_works_in_their_language(speaker):
    assert speaker.context["lang"] == speaker.words["lang"]


def test_menu_is_translated(speaker):
    menus = speaker.call("ir.ui.menu", "load_menus", False)
    names = {menu["name"] for menu in menus.values()}
    assert {speaker.words["app"], speaker.words["menu"]} <= names


def test_fields_are_translated(speaker):
    fields = speaker.call(MODEL, "fields_get", ["birthdate", "uid", "state"])
    assert fields["birthdate"]["string"] == speaker.words["label"]
    assert fields["uid"]["help"] == speaker.words["help"]
    assert dict(fields["state"]["selection"])["deceased"] == speaker.words["choice"]


def test_view_is_translated(speaker):
    views = speaker.call(MODEL, "get_views", [[False, "form"]])
    assert f'string="{speaker.words["view"]}"' in views["views"]["form"]["arch"]


def test_record_that_comes_with_the_addon_is_translated(speaker):
    household = by_code(speaker, "socreg.group.type", "household")
    (read,) = speaker.call("socreg.group.type", "read", [household], ["name"])
    assert read["name"] == speaker.words["household"]


def test_heading_of_the_roles_is_translated(live, speaker):
    heading = "res.groups.privilege" if int(live.series[:2]) >= 19 else "ir.module.category"
    admin, context = live.caller("admin"), {"lang": speaker.words["lang"]}
    domain = [("name", "=", speaker.words["app"])]
    assert admin.call(heading, "search_count", domain, context=context) >= 1


def test_rule_in_python_refuses_in_the_users_language(speaker):
    # Two days: it may be tomorrow already where the user is.
    birthdate = str(date.today() + timedelta(days=2))
    sentence = refusal(speaker.create, MODEL, given_name="Unborn", birthdate=birthdate)
    assert sentence == speaker.words["future"]


def test_placeholder_is_filled_in_the_users_language(speaker):
    person = speaker.create(MODEL, given_name="Numbered")
    national_id = by_code(speaker, "socreg.identifier.type", "national_id")
    values = {"registrant_id": person, "type_id": national_id, "value": " - "}
    sentence = refusal(speaker.create, "socreg.identifier", **values)
    assert sentence.replace("\N{NO-BREAK SPACE}", " ") == speaker.words["number"]


def test_constraint_refuses_in_the_users_language(speaker):
    assert speaker.words["nameless"] in refusal(speaker.create, MODEL)


def test_deferred_constraint_refuses_in_the_users_language(speaker):
    lines = [(0, 0, membership_of_head(speaker)) for _ in range(2)]
    values = {"group_membership_ids": lines}
    sentence = refusal(speaker.call, MODEL, "write", [new_household(speaker)], values)
    assert speaker.words["two heads"] in sentence
