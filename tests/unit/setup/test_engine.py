import pytest

from socreg_setup import debian, engine, python_env
from socreg_setup.errors import SetupError

RELEASE = "version_info = ({version}, FINAL, 0, '')\n"


@pytest.fixture
def locks(checkout):
    for name in ("17.0", "19.0", "17.0-test", "lint"):
        (checkout / "locks" / f"{name}.txt").touch()
    return checkout / "locks"


@pytest.fixture
def source(tmp_path, monkeypatch, locks):
    """Return a function that makes an Odoo checkout of some version and names it in ODOO_SRC."""

    def make(version="17, 0, 0", more="", addons=("addons/web", "odoo/addons/base")):
        path = tmp_path / "engine of mine"
        for addon in addons:
            (path / addon).mkdir(parents=True)
            (path / addon / "__manifest__.py").touch()
        (path / "odoo").mkdir(parents=True, exist_ok=True)
        (path / "odoo" / "release.py").write_text(RELEASE.format(version=version) + more)
        monkeypatch.setenv("ODOO_SRC", str(path))
        return path

    return make


def refusal():
    with pytest.raises(SetupError) as error:
        engine.find_engine()
    return str(error.value)


def test_a_checkout_is_read(source):
    path = source()
    found = engine.find_engine()
    assert (found.path, found.series) == (path, "17.0")
    assert found.addons == (path / "addons", path / "odoo" / "addons")


def test_two_checkouts_of_a_series_have_two_keys(source):
    found = engine.find_engine if source() else None
    assert found().key.startswith("17.0-")
    other = engine.Engine(found().path / "x", "17.0", (3, 12), ())
    assert other.key != found().key


@pytest.mark.parametrize("path", ["", "engine of mine", "missing"])
def test_what_is_no_odoo_is_refused(tmp_path, monkeypatch, path):
    monkeypatch.setenv("ODOO_SRC", str(tmp_path / path))
    assert refusal().endswith("is not an Odoo checkout: it has no odoo/release.py")


def test_a_checkout_without_web_is_not_whole(source):
    source(addons=("addons/base",))
    assert "is not whole: it has no addon 'web'" in refusal()


@pytest.mark.parametrize("version", ["16, 0, 0", "'saas~16', 4, 0", "9, 0, 0"])
def test_an_older_series_is_refused(source, version):
    source(version)
    assert refusal().endswith("; 17.0 or newer is needed")


def test_a_series_without_a_lock_is_refused_with_those_there_are(source):
    source("'saas~18', 3, 0")
    assert refusal().endswith(
        "is Odoo 18.3, for which no packages are locked (there are: 17.0, 19.0)"
    )


def test_a_release_without_a_version_is_refused(source):
    (source() / "odoo" / "release.py").write_text("version = 17")
    assert refusal().endswith("release.py names no version: is it an Odoo checkout?")


def test_without_odoo_src_it_is_debians(source, monkeypatch):
    path = source("19, 0, 0")
    monkeypatch.delenv("ODOO_SRC")
    monkeypatch.setattr(debian, "engine_path", lambda: path)
    assert engine.find_engine().series == "19.0"


@pytest.mark.parametrize(
    ("more", "newest"),
    [
        ("", (3, 12)),
        ("MAX_PY_VERSION = (3, 11)\n", (3, 11)),
        ("MAX_PY_VERSION = (3, 14)\n", (3, 13)),
    ],
)
def test_the_newest_python_is_odoo_s_own_and_not_newer_than_ours(source, more, newest):
    source(more=more)
    assert engine.find_engine().newest_python == newest


@pytest.mark.parametrize(
    ("machine_has", "chosen"),
    [
        ({"ours": (3, 11)}, "ours"),
        ({"ours": (3, 13), "python3.12": (3, 12), "python3.11": (3, 11)}, "python3.12"),
        ({"ours": (3, 14), "python3.10": (3, 10)}, "python3.10"),
        ({"ours": (3, 9), "python3.11": (3, 11)}, "python3.11"),
    ],
)
def test_python_is_ours_or_one_on_path_that_odoo_knows(source, monkeypatch, machine_has, chosen):
    source()
    monkeypatch.setattr(python_env.sys, "executable", "ours")
    monkeypatch.setattr(python_env, "_version_of", machine_has.get)
    assert python_env._python_for(engine.find_engine()) == chosen


@pytest.mark.parametrize("ours", [(3, 9), (3, 13)])
def test_no_python_that_odoo_knows_is_said(source, monkeypatch, ours):
    source()
    monkeypatch.setattr(python_env, "_version_of", {python_env.sys.executable: ours}.get)
    with pytest.raises(
        SetupError, match=r"^Odoo 17\.0 needs Python 3\.10 to 3\.12, and none is on PATH"
    ):
        python_env._python_for(engine.find_engine())


def test_a_program_that_is_no_python_has_no_version():
    assert python_env._version_of("false") is None
    assert python_env._version_of("not-a-program") is None
    assert python_env._version_of(python_env.sys.executable) == python_env.sys.version_info[:2]
