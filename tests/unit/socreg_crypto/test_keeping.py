"""Key-encryption keys: changing them, holding what they opened, and a backup on paper."""

import os
import secrets
import stat

import pytest
from socreg_crypto.core import held, paper, providers
from socreg_crypto.core.errors import BrokenSeal, ProviderFailure, SealingError, UnknownFormat

MASTER = b"m" * 32
PLACE = ("master.identity", "1")
PHRASE = "twelve letters at least"
NOISE = bytes(range(28))


@pytest.fixture
def provider(tmp_path):
    made = providers.FileProvider(tmp_path / "key")
    made.make_key()
    return made


@pytest.fixture(autouse=True)
def nothing_held():
    held.forget_held()


@pytest.fixture(scope="module")
def backup():
    return paper.to_paper(b"the content\n" * 8, ["file:1a2b3c4d"], PHRASE, NOISE)


def test_new_key_wraps_and_both_open(provider):
    before, old = provider.wrap(MASTER, *PLACE), provider.key_name()
    provider.add_key()
    after = provider.wrap(MASTER, *PLACE)
    assert provider.key_names()[1:] == [old]
    assert provider.unwrap(before, *PLACE) == provider.unwrap(after, *PLACE) == MASTER
    provider.drop_old_keys()
    assert provider.unwrap(after, *PLACE) == MASTER
    with pytest.raises(BrokenSeal, match=old):
        provider.unwrap(before, *PLACE)
    assert stat.S_IMODE(provider.path.stat().st_mode) == 0o400


def test_third_key_is_refused(provider):
    provider.add_key()
    before = provider.path.read_bytes()
    with pytest.raises(ProviderFailure, match="drop the old one"):
        provider.add_key()
    assert provider.path.read_bytes() == before


@pytest.mark.parametrize("name", ["write", "fsync", "replace"])
def test_change_that_is_cut_off_leaves_the_old_file(provider, monkeypatch, name):
    class Crash(Exception):
        pass

    def crash(*_args):
        raise Crash

    before = provider.path.read_bytes()
    target = (providers, "encode_keys") if name == "write" else (os, name)
    with monkeypatch.context() as patched:
        patched.setattr(*target, crash)
        with pytest.raises(Crash):
            provider.add_key()
    assert provider.path.read_bytes() == before
    assert os.listdir(provider.path.parent) == ["key"]


def test_file_that_was_cut_off_is_refused(provider):
    provider.add_key()
    content = provider.path.read_bytes()
    whole = [content[:44], content[:45], content[:89], content]
    for size in range(len(content)):
        if content[:size] not in whole:
            with pytest.raises(ProviderFailure, match="does not hold a key"):
                providers.decode_keys(content[:size], "it")


def test_process_works_on_with_the_keys_it_holds():
    opened = held.Held("db", "identity").open_all(["a", "b"], lambda wrapped: wrapped.encode())
    later = held.Held("db", "identity")
    assert later.open_all(["a"], fails) == {"a": b"a"}
    assert "down" in str(later.failure)
    assert opened == {"a": b"a", "b": b"b"}


@pytest.mark.parametrize(
    ("database", "purpose", "wrapped"),
    [("db", "health", "a"), ("other", "identity", "a"), ("db", "identity", "new")],
)
def test_process_does_not_start_with_what_it_never_held(database, purpose, wrapped):
    held.Held("db", "identity").open_all(["a"], lambda item: item.encode())
    with pytest.raises(ProviderFailure):
        held.Held(database, purpose).open_all([wrapped], fails)


def test_destroyed_key_is_not_held_any_longer():
    held.Held("db", "identity").open_all(["a", "b"], lambda item: item.encode())
    held.Held("db", "identity").open_all(["b"], lambda item: item.encode())
    with pytest.raises(ProviderFailure):
        held.Held("db", "identity").open_all(["a"], fails)


def fails(_wrapped):
    raise ProviderFailure("the provider is down")


def test_backup_opens_with_its_passphrase_only(backup):
    assert paper.from_paper(backup, PHRASE) == b"the content\n" * 8
    with pytest.raises(BrokenSeal, match="passphrase"):
        paper.from_paper(backup, PHRASE + ".")


def test_backup_does_not_tell_what_it_holds(backup):
    assert "content" not in backup
    assert max(map(len, backup.splitlines())) < 60
    other = paper.to_paper(b"the content\n" * 8, ["n"], PHRASE, secrets.token_bytes(28))
    assert not set(other.splitlines()[3:]) & set(backup.splitlines()[3:])


def test_backup_that_was_typed_in_may_have_other_spaces(backup):
    typed = "\n\n".join(f"  {line.replace(' ', '   ')} " for line in backup.splitlines())
    assert paper.from_paper(typed, PHRASE) == b"the content\n" * 8


def test_wrong_letter_is_found_in_its_line(backup):
    lines = backup.splitlines()
    for position in range(len(lines[4])):
        letter = "A" if lines[4][position] != "A" else "B"
        wrong = lines[4][:position] + letter + lines[4][position + 1 :]
        with pytest.raises(BrokenSeal, match="line 02"):
            paper.from_paper("\n".join([*lines[:4], wrong, *lines[5:]]), PHRASE)


@pytest.mark.parametrize("change", [lambda ls: ls[:-1], lambda ls: ls[:3] + ls[4:]])
def test_missing_line_is_noticed(backup, change):
    with pytest.raises(BrokenSeal):
        paper.from_paper("\n".join(change(backup.splitlines())), PHRASE)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("BACKUP 1", "BACKUP 2", UnknownFormat),
        ("scrypt 131072", "scrypt 1099511627776", UnknownFormat),
        ("scrypt 131072", "scrypt many", BrokenSeal),
        ("scrypt 131072", "scrypt 131071", BrokenSeal),
        ("scrypt 131072", "scrypt 16384", BrokenSeal),
        ("file:1a2b3c4d", "file:1a2b3c4e", BrokenSeal),
    ],
)
def test_changed_head_is_refused(backup, old, new, error):
    with pytest.raises(error):
        paper.from_paper(backup.replace(old, new), PHRASE)


def test_short_passphrase_is_refused():
    with pytest.raises(SealingError, match="12 characters"):
        paper.to_paper(b"x", ["n"], "short", NOISE)
