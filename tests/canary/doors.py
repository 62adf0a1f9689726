"""Every door of Odoo itself, and what is sown through it."""

import io
import json
import xmlrpc.client
from contextlib import suppress
from typing import Any

import pytest

from ..live import Refused
from .visit import MODEL, Values, Visit, number_type


def web_client(visit: Visit) -> None:
    """Make and change people as forms do."""
    call, other = visit.caller.call, visit.person()
    values = visit.person()
    spec = {name: {} for name in values}
    call(MODEL, "onchange", [], values, ["given_name"], spec | {"name": {}, "age": {}})
    (saved,) = call(MODEL, "web_save", [], values, specification=spec)
    call(MODEL, "web_save", [saved["id"]], other, specification=spec)
    call(
        MODEL, "onchange", [saved["id"]], {"given_name": visit.word("typed")}, ["given_name"], spec
    )
    visit.made.append((MODEL, saved["id"], other))
    call(MODEL, "web_read", [saved["id"]], spec)
    copied = call(MODEL, "copy", [saved["id"]])
    assert copied


def remote_call(visit: Visit) -> None:
    """Make and change people, a group and what hangs on them."""
    caller = visit.caller
    person = visit.create(lambda values: caller.create(MODEL, **values))
    other = visit.person()
    caller.call(MODEL, "write", [person], other)
    visit.made[-1] = MODEL, person, other
    children = {
        "identifier_ids": [(0, 0, {"type_id": number_type(caller), "value": visit.identifier()})],
        "phone_ids": [(0, 0, {"number": visit.phone()})],
    }
    caller.call(MODEL, "write", [person], children)
    household = caller.search("socreg.group.type", ("code", "=", "household"))[0]
    name = visit.word("group name")
    group = caller.create(MODEL, kind="group", group_type_id=household, group_name=name)
    visit.made.append((MODEL, group, {"group_name": name}))


def xml_rpc(visit: Visit) -> None:
    models = xmlrpc.client.ServerProxy(f"{visit.live.address}/xmlrpc/2/object")
    who = visit.live.database, visit.caller.uid, visit.live.password
    person = visit.create(lambda values: models.execute_kw(*who, MODEL, "create", [values]))
    models.execute_kw(*who, MODEL, "read", [[person], ["name", "photo"]])


def json_rpc(visit: Visit) -> None:
    who = visit.live.database, visit.caller.uid, visit.live.password

    def create(values: Values) -> int:
        words = {"service": "object", "method": "execute_kw"}
        args = [*who, MODEL, "create", [values]]
        return int(visit.caller.post("/jsonrpc", words | {"args": args}))

    visit.create(create)


def json_2(visit: Visit) -> None:
    """Make somebody by Odoo 19's own interface, that 17 has not."""
    if visit.live.series == "17.0":
        return
    # What a browser says of a page that somebody opened: without it, a key is asked for.
    headers = {
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "none",
        "Sec-Fetch-User": "?1",
    }

    def post(method: str, **words: Any) -> Any:
        url = f"{visit.live.address}/json/2/{MODEL}/{method}"
        answer = visit.caller.session.post(url, json=words, headers=headers)
        assert answer.ok, answer.text
        return answer.json()

    visit.create(lambda values: post("create", vals_list=[values])[0])
    post("search_read", domain=[["email", "=", visit.word("searched")]], fields=["name"])


def load(visit: Visit) -> None:
    """Load rows as Odoo's own import does: refused."""
    values = visit.person()
    rows = [list(map(str, values.values()))]
    with pytest.raises(Refused):
        visit.caller.call(MODEL, "load", list(values), rows)


def import_of_odoo(visit: Visit) -> None:
    """Upload a file and import it as the web client does: refused, as the file would lie about."""
    values = visit.person()
    rows = io.StringIO()
    rows.write("given_name,family_name,address\n")
    rows.write(",".join(values[name].split("\n")[0] for name in ("given_name", "family_name")))
    rows.write(f",{values['address']!r}\n")
    with suppress(Refused):
        wizard = visit.caller.create("base_import.import", res_model=MODEL)
        upload(visit, wizard, rows.getvalue().encode())


def import_that_changes_its_mind(visit: Visit) -> None:
    """Upload a file for a model that may be imported, then say that it is of people."""
    wizard = visit.caller.create("base_import.import", res_model="res.partner")
    with suppress(Refused):
        visit.caller.call("base_import.import", "write", [wizard], {"res_model": MODEL})
        upload(visit, wizard, visit.word("uploaded").encode())


def upload(visit: Visit, wizard: int, content: bytes) -> None:
    caller = visit.caller
    url = f"{caller.address}/base_import/set_file?id={wizard}"
    words = {"csrf_token": visit.csrf_token}
    caller.session.post(url, data=words, files={"ufile": (f"{visit.word('file')}.csv", content)})
    options = {"quoting": '"', "separator": ",", "has_headers": True, "headers": True}
    columns = ["given_name", "family_name", "address"]
    for dry in (True, False):
        with suppress(Refused):
            call = "base_import.import", "execute_import", [wizard]
            caller.call(*call, columns, columns, options, dryrun=dry)


def searches(visit: Visit) -> None:
    """Look for people by what is not found."""
    call = visit.caller.call
    call(MODEL, "name_search", visit.word("name searched"))
    for term in (visit.word("name listed"), visit.word("name listed in Han", "han")):
        listed = {"domain": [["lookup", "ilike", term]], "specification": {"name": {}}}
        call(MODEL, "web_search_read", **listed)
        call(MODEL, "search_count", [["name", "ilike", term]])
    call(MODEL, "search_read", [["email", "=", f"{visit.word('e-mail')}@example.org"]], ["name"])
    call(MODEL, "search", [["phone_ids.number", "=", visit.phone()]])
    call("socreg.identifier", "search", [["value", "in", [visit.identifier()]]])
    for leaf in (
        ["birth_place", "ilike", visit.word("refused place")],
        ["birthdate", ">", visit.canaries.day(visit.name("refused date")).isoformat()],
    ):
        with suppress(Refused):
            call(MODEL, "search", [leaf])


def saved_filters(visit: Visit) -> None:
    """Save what was searched for: by the star of the search bar, and by hand."""
    is_17 = visit.live.series == "17.0"
    owner = {"user_id": visit.caller.uid} if is_17 else {"user_ids": [visit.caller.uid]}
    paths = ("given_name", "name", "lookup", "email", "phone_ids.number", "display_name")
    for path in (*paths, "group_membership_ids.member_id"):
        domain = str([[path, "ilike", visit.word(f"filter on {path}")]])
        values = {"name": "mine", "model_id": MODEL, "domain": domain, "context": "{}", **owner}
        for method in ("create_or_replace" if is_17 else "create_filter", "create"):
            with suppress(Refused):
                visit.caller.call("ir.filters", method, values)


def defaults(visit: Visit) -> None:
    """Have a form begin with a value."""
    for name in ("birth_place", "address"):
        with suppress(Refused):
            visit.caller.call("ir.default", "set", MODEL, name, visit.word(f"default {name}"), True)


def exports(visit: Visit) -> None:
    """Export some, and all that a search finds."""
    caller = visit.caller
    person = visit.create(lambda values: caller.create(MODEL, **values))
    fields = [{"name": name, "label": name} for name in ("given_name", "email", "address")]
    words = {"model": MODEL, "fields": fields, "import_compat": False, "context": {}}
    domains = ([], [["email", "=", f"{visit.word('e-mail searched')}@example.org"]])
    for ids, domain in zip(([person], False), domains, strict=True):
        data = words | {"ids": ids, "domain": domain, "groupby": []}
        form = {"data": json.dumps(data), "csrf_token": visit.csrf_token}
        assert caller.session.post(f"{caller.address}/web/export/csv", data=form).ok
    caller.get(f"/web/image/{MODEL}/{person}/photo")


def doubles(visit: Visit) -> None:
    """Give two people one number: PostgreSQL refuses it, and logs what was refused."""
    caller = visit.caller
    pair = [caller.create(MODEL, given_name=visit.word(f"person {n}")) for n in range(2)]
    values = {"type_id": number_type(caller), "value": visit.identifier()}
    caller.create("socreg.identifier", registrant_id=pair[0], **values)
    with suppress(Refused):
        caller.create("socreg.identifier", registrant_id=pair[1], **values)
        raise AssertionError("a double was not refused")
    with suppress(Refused):
        caller.create(MODEL, **visit.person(), occupation_code="x")
        raise AssertionError("the database took what breaks a rule")


def errors(visit: Visit) -> None:
    """Write values of a wrong type, that code fails on with the value in its words."""
    caller, word = visit.caller, visit.word
    wrong = (
        {"birthdate": word("birth date")},
        {"latitude": word("latitude")},
        {"photo": word("photo", "khmer")},
        {"given_name": {word("key"): [word("list")]}},
        {"address": [word("address")]},
        {"identifier_ids": [(0, 0, {"type_id": number_type(caller), "value": [word("number")]})]},
        {"phone_ids": [(0, 0, {"number": word("phone")})]},
        {"phone_ids": [(0, 0, {"number": {word("phone in a key"): 1}})]},
        {"email": word("e-mail")},
        {"given_name": f"{word('name with NUL')}\0"},
    )
    for values in wrong:
        with suppress(Refused):
            caller.create(MODEL, **({"given_name": word("name")} | values))
    for operator, value in (("nope", word("operator")), ("=", [word("list searched")])):
        for path in ("email", "given_name", "birthdate", "latitude"):
            with suppress(Refused):
                caller.call(MODEL, "search", [[path, operator, value]])


def attachments(visit: Visit) -> None:
    """Hang a file on somebody, where files of people are sealed."""
    fields = ("model", "=", "ir.attachment"), ("name", "=", "sealed_rid")
    if not visit.live.caller("admin").search("ir.model.fields", *fields):
        return
    caller = visit.caller
    person = caller.create(MODEL, given_name=visit.word("name"))
    words = {"model": MODEL, "id": person, "csrf_token": visit.csrf_token}
    file = (f"{visit.word('file name')}.txt", visit.word("content").encode())
    url = f"{caller.address}/web/binary/upload_attachment"
    assert caller.session.post(url, data=words, files={"ufile": file}).ok
    held = {"res_model": MODEL, "res_id": person, "name": visit.word("other name")}
    caller.create("ir.attachment", raw=visit.word("other content"), **held)


DOORS_OF_ODOO = (
    web_client,
    remote_call,
    xml_rpc,
    json_rpc,
    json_2,
    load,
    import_of_odoo,
    import_that_changes_its_mind,
    searches,
    saved_filters,
    defaults,
    exports,
    doubles,
    errors,
    attachments,
)
