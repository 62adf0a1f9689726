import json

import pytest

from socreg_setup import python_env
from socreg_setup.engine import Engine
from socreg_setup.errors import SetupError


@pytest.fixture
def engine(checkout):
    for name in ("19.0", "19.0-test"):
        (checkout / "locks" / f"{name}.txt").write_text(f"packages of {name}")
    return Engine(checkout / "engine", "19.0", (3, 13), ())


@pytest.fixture
def pip(programs, said):
    """Answer for `python -m venv` and pip: an environment is a folder with a python in it."""

    def make(words, _options):
        folder = python_env.Path(words[-1])
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").touch()
        (folder / "lib/python3.11/site-packages").mkdir(parents=True)
        return ""

    programs.answers["venv"] = make
    programs.made = lambda: len(programs.with_word("venv"))
    programs.installed = lambda: [
        python_env.Path(call[-1]).stem for call in programs.with_word("pip")
    ]
    return programs


def test_an_environment_is_filled_from_the_lock_of_its_series(engine, pip):
    env = python_env.engine_env(engine)
    assert pip.installed() == ["19.0"]
    (call,) = pip.with_word("pip")
    assert call[0] == str(env.python)
    assert {"--no-deps", "--require-hashes"} <= set(call)


def test_a_second_call_runs_nothing(engine, pip):
    python_env.engine_env(engine)
    pip.calls.clear()
    python_env.engine_env(engine)
    assert pip.calls == []


def test_the_packages_of_the_tests_are_added(engine, pip):
    python_env.engine_env(engine)
    python_env.engine_env(engine, for_tests=True)
    assert (pip.made(), pip.installed()) == (1, ["19.0", "19.0-test"])


def test_another_lock_makes_the_environment_anew(checkout, engine, pip):
    env = python_env.engine_env(engine, for_tests=True)
    (env.folder / "stale").touch()
    (checkout / "locks/19.0.txt").write_text("other packages")
    python_env.engine_env(engine, for_tests=True)
    assert not (env.folder / "stale").exists()
    assert pip.installed() == ["19.0", "19.0-test"] * 2


def test_a_half_finished_install_is_redone(engine, pip):
    pip.refuse("pip")
    with pytest.raises(SetupError):
        python_env.engine_env(engine)
    del pip.answers["pip"]
    env = python_env.engine_env(engine)
    assert pip.made() == 2
    assert "19.0.txt" in json.loads((env.folder / "installed.json").read_text())


def test_an_install_of_the_tests_packages_that_failed_is_redone(engine, pip):
    python_env.engine_env(engine)
    pip.refuse("pip")
    with pytest.raises(SetupError):
        python_env.engine_env(engine, for_tests=True)
    del pip.answers["pip"]
    python_env.engine_env(engine, for_tests=True)
    assert pip.made() == 1
    assert pip.installed() == ["19.0", "19.0-test", "19.0-test"]


def test_an_environment_whose_python_is_gone_is_made_anew(engine, pip, tmp_path):
    env = python_env.engine_env(engine)
    env.python.unlink()
    env.python.symlink_to(tmp_path / "python-of-the-last-release")
    python_env.engine_env(engine)
    assert pip.made() == 2


def test_without_venv_its_package_is_installed_and_it_is_tried_again(engine, pip, monkeypatch):
    installed = []
    make = pip.answers["venv"]

    def only_with_package(words, options):
        if not installed:
            raise SetupError("ensurepip is not available")
        return make(words, options)

    pip.answers["venv"] = only_with_package
    monkeypatch.setattr(
        python_env, "install_packages", lambda names, otherwise: installed.extend(names)
    )
    python_env.engine_env(engine)
    assert installed == ["python3-venv"]


def test_pip_sees_which_odoo_there_is(engine, pip):
    env = python_env.engine_env(engine)
    assert (env.site_packages / "odoo-engine.pth").read_text() == f"{engine.path}\n"
    metadata = (env.site_packages / "odoo-19.0.dist-info/METADATA").read_text()
    assert "Name: odoo\nVersion: 19.0\n" in metadata
