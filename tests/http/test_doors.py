"""What a stranger meets at the server's doors."""

import base64
import xmlrpc.client

import pytest

from socreg_setup.database import exists

from ..live import Caller, Refused

DEFAULT_MASTER_PASSWORD = "admin"
MODEL = "socreg.registrant"
# One white pixel.
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)


@pytest.fixture
def stranger(live):
    return Caller(live.address)


def service(caller, name, method, *args):
    """Call one of the services behind /jsonrpc."""
    return caller.post("/jsonrpc", {"service": name, "method": method, "args": args})


def test_server_says_that_it_is_well(stranger):
    answer = stranger.get("/web/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "pass"}


def test_stranger_cannot_sign_up(stranger):
    assert stranger.get("/web/signup").status_code == 404
    assert "/web/signup" not in stranger.get("/web/login").text


@pytest.mark.parametrize("page", ["manager", "selector"])
def test_page_of_databases_is_closed_and_names_none(live, stranger, page):
    text = stranger.get(f"/web/database/{page}").text
    assert "has been disabled by the administrator" in text
    assert live.database not in text


def test_list_of_databases_is_refused(stranger):
    with pytest.raises(Refused, match="AccessDenied"):
        stranger.post("/web/database/list", {})
    with pytest.raises(Refused, match="AccessDenied"):
        service(stranger, "db", "list")


@pytest.mark.parametrize("password", [DEFAULT_MASTER_PASSWORD, "", False])
def test_no_master_password_opens_the_databases(live, stranger, password):
    with pytest.raises(Refused, match="AccessDenied"):
        service(stranger, "db", "dump", password, live.database, "zip")
    with pytest.raises(Refused, match="AccessDenied"):
        service(stranger, "db", "create_database", password, "intruder", False, "en_US")
    assert not exists(live.work, "intruder")


@pytest.mark.parametrize("action", ["backup", "drop", "duplicate", "create", "change_password"])
def test_forms_of_the_database_manager_are_refused(live, stranger, action):
    form = {
        "master_pwd": DEFAULT_MASTER_PASSWORD,
        "master_pwd_new": "intruder",
        "name": "intruder" if action == "create" else live.database,
        "new_name": "intruder",
        "backup_format": "zip",
        "login": "intruder",
        "password": "intruder",
        "lang": "en_US",
        "country_code": "",
        "phone": "",
    }
    answer = stranger.session.post(f"{live.address}/web/database/{action}", data=form)
    assert "Access Denied" in answer.text
    assert exists(live.work, live.database)
    assert not exists(live.work, "intruder")


def test_stranger_calls_no_model(stranger):
    with pytest.raises(Refused, match="Session"):
        stranger.call(MODEL, "search_read", [])


@pytest.mark.parametrize("uid", [1, 2, 3, False])
@pytest.mark.parametrize("password", ["admin", "", False])
def test_stranger_gets_nothing_by_jsonrpc(live, stranger, uid, password):
    with pytest.raises(Refused, match="AccessDenied"):
        service(
            stranger, "object", "execute_kw", live.database, uid, password, MODEL, "search", [[]]
        )


def test_xmlrpc_answers_those_who_log_in_and_nobody_else(live):
    models = xmlrpc.client.ServerProxy(f"{live.address}/xmlrpc/2/object")
    viewer = live.caller("viewer")
    search = MODEL, "search", [[]], {"limit": 1}
    assert models.execute_kw(live.database, viewer.uid, live.password, *search)
    with pytest.raises(xmlrpc.client.Fault, match="Access Denied"):
        models.execute_kw(live.database, viewer.uid, "wrong", *search)


def test_xmlrpc_lists_no_databases(live):
    with pytest.raises(xmlrpc.client.Fault, match="Access Denied"):
        xmlrpc.client.ServerProxy(f"{live.address}/xmlrpc/2/db").list()


def test_stranger_sees_no_photo(live, stranger):
    registrar = live.caller("registrar")
    photo = base64.b64encode(PHOTO).decode()
    person = registrar.create(MODEL, given_name="Photographed", photo=photo)
    path = f"/web/content/{MODEL}/{person}/photo"
    assert registrar.get(path).headers["Content-Type"] == "image/png"
    assert stranger.get(path).status_code == 404
