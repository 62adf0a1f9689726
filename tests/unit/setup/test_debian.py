import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from socreg_setup import debian
from socreg_setup.errors import DiskFullError, SetupError

CONTENT = b"a package"


@pytest.fixture
def tested(checkout, monkeypatch):
    """Let one package be tested, as setup/engine.json records it."""
    record = checkout / "engine.json"
    digest = hashlib.sha256(CONTENT).hexdigest()
    record.write_text(
        json.dumps({"odoo-19": {"suite": "unstable", "version": "19.0-1", "sha256": digest}})
    )
    monkeypatch.setattr(debian, "TESTED", record)
    monkeypatch.setattr(debian.shutil, "which", lambda name: f"/usr/bin/{name}")
    return record


@pytest.fixture
def key(checkout, monkeypatch):
    """Let the machine have the Debian archive's key."""
    path = checkout / "archive key.gpg"
    path.touch()
    monkeypatch.setattr(debian, "KEYRING", path)
    return path


@pytest.fixture
def archive(programs, tested, key):
    """Answer for apt-get and dpkg-deb; its `content` is what is fetched."""
    programs.content = CONTENT

    def download(_words, options):
        (options["cwd"] / "odoo-19_19.0-2_all.deb").write_bytes(programs.content)
        return ""

    programs.answers["download"] = download
    programs.answers["Package"] = lambda _words, _options: "odoo-19\n"
    programs.answers["Version"] = lambda _words, _options: "19.0-2\n"
    return programs


def keep_package(checkout):
    (checkout / ".socreg/cache/debs").mkdir()
    kept = checkout / ".socreg/cache/debs/odoo-19.deb"
    kept.write_bytes(CONTENT)
    return kept


def test_the_engine_is_fetched_and_unpacked(checkout, archive, said):
    path = debian.engine_path()
    assert path.is_relative_to(checkout / ".socreg/engine")
    assert str(path).endswith("usr/lib/python3/dist-packages")
    assert (path / debian.LEFT_OUT_BY_DEBIAN).is_file()
    assert archive.with_word("download")[0][-1] == "odoo-19/unstable"
    assert said == ["fetching Debian's odoo-19 (130 MB)", "unpacking the engine"]


def test_a_second_call_runs_nothing(archive, said):
    debian.engine_path()
    archive.calls.clear()
    debian.engine_path()
    assert archive.calls == []


def test_a_kept_package_means_no_apt(checkout, archive, said):
    keep_package(checkout)
    debian.engine_path()
    assert not [call for call in archive.calls if "apt-get" in call]
    assert said == ["unpacking the engine"]


def test_another_digest_is_taken_with_a_notice(archive, said):
    archive.content = b"a newer package"
    debian.engine_path()
    assert "odoo-19 19.0-2 is not the version last tested (19.0-1); it is used all the same" in said


def test_a_package_that_cannot_be_unpacked_is_fetched_again(checkout, archive, said):
    kept = keep_package(checkout)
    archive.refuse("-x")
    with pytest.raises(SetupError):
        debian.engine_path()
    assert not kept.exists()
    del archive.answers["-x"]
    debian.engine_path()
    assert kept.exists()


def test_a_full_disk_costs_no_package(checkout, archive, said):
    def no_room(_words, _options):
        raise DiskFullError("full")

    kept = keep_package(checkout)
    archive.answers["-x"] = no_room
    with pytest.raises(DiskFullError):
        debian.engine_path()
    assert kept.exists()


def test_a_half_unpacked_engine_is_done_anew(checkout, archive, said):
    def stop(_words, _options):
        raise KeyboardInterrupt

    keep_package(checkout)
    archive.answers["-x"] = stop
    with pytest.raises(KeyboardInterrupt):
        debian.engine_path()
    (half,) = (checkout / ".socreg/engine").iterdir()
    (half / "stale").touch()
    del archive.answers["-x"]
    path = debian.engine_path()
    assert not half.exists()
    assert not (path.parents[3] / "stale").exists()


def test_no_network_is_one_sentence_and_leaves_the_way_free(archive, said):
    archive.refuse("update")
    with pytest.raises(SetupError):
        debian.engine_path()
    del archive.answers["update"]
    assert debian.engine_path().is_dir()


def test_a_machine_without_apt_is_told_the_other_ways(monkeypatch):
    monkeypatch.setattr(debian.shutil, "which", lambda name: None)
    with pytest.raises(SetupError, match=r"no apt.*ODOO_SRC=.*docker/"):
        debian.engine_path()


def test_apts_configuration_is_private(checkout, archive, key, said):
    debian.engine_path()
    update = archive.with_word("update")[0]
    assert update[:2] == ["env", f"APT_CONFIG={checkout}/.socreg/cache/apt/apt.conf"]
    home = checkout / ".socreg/cache/apt"
    lines = (home / "apt.conf").read_text().splitlines()
    settings = dict(line.rstrip(";").split(" ", 1) for line in lines)
    assert settings["Dir::Etc::sourcelist"] == f'"{home}/sources.list"'
    assert settings["Dir::Etc::sourceparts"] == '"/dev/null"'
    assert settings["Dir::Etc::trusted"] == f'"{key}"'
    assert settings["Dir::Etc::trustedparts"] == '"/dev/null"'
    assert settings["Dir::State::lists"] == f'"{home}/lists"'
    assert settings["Dir::State::status"] == f'"{home}/status"'
    assert settings["Dir::Cache"] == f'"{home}"'
    assert settings["APT::Sandbox::User"] == '""'
    assert (home / "sources.list").read_text() == "deb http://deb.debian.org/debian unstable main\n"


class Key:
    """The package of the archive's key, as the machine's own sources have it or not."""

    def __init__(self, checkout, archive, monkeypatch):
        self.path = Path("/usr/share/keyrings/no-such-key.gpg")
        self.ours = checkout / ".socreg/cache/keyring" / self.path.relative_to("/")
        self.is_listed = True
        monkeypatch.setattr(debian, "KEYRING", self.path)
        monkeypatch.setattr(debian.subprocess, "run", self.show)
        self.other_packages = archive.answers["download"]
        archive.answers |= {"download": self.download, "-x": self.unpack}

    def show(self, words, **_options):
        return subprocess.CompletedProcess(words, 0 if self.is_listed else 100)

    def download(self, words, options):
        if words[-1] != "debian-archive-keyring":
            return self.other_packages(words, options)
        (options["cwd"] / "debian-archive-keyring.deb").touch()
        return ""

    def unpack(self, words, _options):
        if words[2].endswith("keyring.deb"):
            self.ours.parent.mkdir(parents=True)
            self.ours.touch()
        return ""


@pytest.fixture
def missing_key(checkout, archive, monkeypatch):
    return Key(checkout, archive, monkeypatch)


def machines_own(archive):
    return [call for call in archive.calls if call[0] == "apt-get"]


def test_a_missing_key_comes_by_the_machines_own_apt(checkout, archive, missing_key, said):
    debian.engine_path()
    assert machines_own(archive) == [["apt-get", "-qq", "download", "debian-archive-keyring"]]
    configuration = (checkout / ".socreg/cache/apt/apt.conf").read_text()
    assert f'Dir::Etc::trusted "{missing_key.ours}";' in configuration


def test_lists_that_do_not_know_the_key_are_updated_first(archive, missing_key, said):
    missing_key.is_listed = False
    debian.engine_path()
    assert [call[2] for call in machines_own(archive)] == ["update", "download"]


def test_a_key_that_was_fetched_is_kept(checkout, archive, missing_key, said):
    debian.engine_path()
    archive.calls.clear()
    (checkout / ".socreg/cache/debs/odoo-19.deb").unlink()
    debian.engine_path()
    assert archive.with_word("download")
    assert machines_own(archive) == []
