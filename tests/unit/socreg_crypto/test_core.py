import base64
import os
import secrets
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socreg_crypto.core import blind, envelope, keyring, memo, providers, wrapping
from socreg_crypto.core.errors import BrokenSeal, KeyMissing, ProviderFailure, UnknownFormat

KEY, OTHER = b"k" * 32, b"o" * 32
NONCE = b"n" * 12
PLACE = envelope.Place("socreg.phone", "number", "r-1")
CELL = envelope.Cipher(KEY).seal(b"secret", PLACE, NONCE)


@given(st.binary(max_size=500), st.text(), st.text(), st.text())
def test_what_is_sealed_opens_in_its_place(plaintext, model, field, rid):
    place = envelope.Place(model, field, rid)
    cell = envelope.Cipher(KEY).seal(plaintext, place, NONCE)
    assert envelope.Cipher(KEY).open(cell, place) == plaintext
    assert (len(cell) - 34) % 16 == 0


@pytest.mark.parametrize(
    "place",
    [
        envelope.Place("socreg.phon", "enumber", "r-1"),
        envelope.Place("socreg.phone", "numbe", "rr-1"),
        envelope.Place("socreg.phone", "number", "r-2"),
    ],
)
def test_a_cell_opens_in_no_other_place(place):
    with pytest.raises(BrokenSeal):
        envelope.Cipher(KEY).open(CELL, place)


def test_every_changed_bit_is_noticed():
    for bit in range(len(CELL) * 8):
        changed = bytearray(CELL)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((BrokenSeal, UnknownFormat)):
            envelope.Cipher(KEY).open(bytes(changed), PLACE)


def test_every_shortened_or_lengthened_cell_is_noticed():
    for cell in [CELL[:size] for size in range(len(CELL))] + [CELL + b"\0"]:
        with pytest.raises((BrokenSeal, UnknownFormat)):
            envelope.Cipher(KEY).open(cell, PLACE)


def test_another_key_is_refused_and_a_newer_format_is_told_apart():
    with pytest.raises(BrokenSeal, match="another key"):
        envelope.Cipher(OTHER).open(CELL, PLACE)
    with pytest.raises(UnknownFormat, match=r"2\.1"):
        envelope.Cipher(KEY).open(b"\x02" + CELL[1:], PLACE)


def test_errors_tell_no_plaintext():
    with pytest.raises(BrokenSeal) as refusal:
        envelope.Cipher(OTHER).open(CELL, PLACE)
    assert "secret" not in repr(refusal.value)


@given(st.binary(max_size=200))
def test_padding_comes_off_again(plaintext):
    cipher = envelope.Cipher(KEY)
    assert cipher.open(cipher.seal(plaintext, PLACE, NONCE), PLACE) == plaintext


@pytest.mark.parametrize("padded", [b"x" * 32, b"x\x80" + b"\1" * 30, b"\0" * 32])
def test_wrong_padding_is_refused(monkeypatch, padded):
    monkeypatch.setattr(envelope, "pad", lambda _plaintext: padded)
    cell = envelope.Cipher(KEY).seal(b"", PLACE, NONCE)
    with pytest.raises(BrokenSeal):
        envelope.Cipher(KEY).open(cell, PLACE)


def test_wrapped_key_opens_for_its_purpose_and_owner_only():
    wrapped = wrapping.wrap(KEY, envelope.Cipher(OTHER), "data.identity", "r-1", NONCE)
    for purpose, owner in (("data.health", "r-1"), ("data.identity", "r-2")):
        with pytest.raises(BrokenSeal):
            wrapping.unwrap(wrapped, envelope.Cipher(OTHER), purpose, owner)


def test_only_a_key_is_unwrapped():
    cell = envelope.Cipher(OTHER).seal(b"short", envelope.Place("socreg.key", "p", "o"), NONCE)
    with pytest.raises(BrokenSeal, match="size"):
        wrapping.unwrap(cell, envelope.Cipher(OTHER), "p", "o")


def test_ring_seals_with_the_active_key_and_opens_with_all_but_destroyed():
    state = keyring.State
    gone, old, new = b"g" * 32, KEY, OTHER
    ring = keyring.make_ring(
        "identity", [(state.DESTROYED, gone), (state.DECRYPT_ONLY, old), (state.ACTIVE, new)]
    )
    assert (
        ring.sealing_key().seal(b"", PLACE, NONCE)[:6]
        == envelope.Cipher(new).seal(b"", PLACE, NONCE)[:6]
    )
    assert ring.key_for(CELL).open(CELL, PLACE) == b"secret"
    for sealed in (envelope.Cipher(gone).seal(b"", PLACE, NONCE), b"", b"\1"):
        with pytest.raises(KeyMissing):
            ring.key_for(sealed)


def test_ring_without_active_key_does_not_seal():
    with pytest.raises(KeyMissing):
        keyring.make_ring("health", [(keyring.State.PRE_ACTIVE, KEY)]).sealing_key()


def test_destroyed_is_the_end_and_no_stage_is_skipped():
    allowed = {
        (old, new) for old in keyring.State for new in keyring.State if keyring.may_become(old, new)
    }
    assert {(old.value, new.value) for old, new in allowed} == {
        ("pre_active", "active"),
        ("pre_active", "destroyed"),
        ("active", "decrypt_only"),
        ("decrypt_only", "destroyed"),
    }


def test_equal_values_of_two_fields_or_versions_look_different():
    places = [("m", "a", 1), ("m", "b", 1), ("n", "a", 1), ("m", "a", 2)]
    exact = blind.Level.EXACT
    values = {
        blind.index_key(KEY, version, model, field, exact).exact("x")
        for model, field, version in places
    }
    assert len(values) == 4


def test_exact_index_has_a_column_for_each_of_two_neighbouring_versions():
    old, new = (3, KEY), (4, bytes(32))
    both = blind.value_columns([old, new], "m", "a", "x", blind.Level.EXACT)
    assert both == {
        "a_index0": blind.index_key(bytes(32), 4, "m", "a", blind.Level.EXACT).exact("x").hex(),
        "a_index1": blind.index_key(KEY, 3, "m", "a", blind.Level.EXACT).exact("x").hex(),
    }
    assert blind.value_columns([old], "m", "a", "x", blind.Level.EXACT) == {
        **both,
        "a_index0": None,
    }
    empty = blind.value_columns([old, new], "m", "a", None, blind.Level.EXACT)
    assert not any(empty.values())


def test_name_has_a_bucket_of_each_key_and_version():
    one = blind.name_buckets([(1, KEY)], "m", ["ln", "ln", "mi"])
    assert len(one) == 2
    assert {bucket >> 23 for bucket in blind.name_buckets([(1, KEY), (2, KEY)], "m", ["ln"])} == {
        1,
        2,
    }


BUCKETS = st.builds(
    lambda version, bucket: version << blind.VERSION_SHIFT | bucket,
    st.integers(1, 2) | st.just(255),
    st.integers(0, 3) | st.just(blind.BUCKETS - 1),
)


@given(st.lists(st.sets(BUCKETS), min_size=1, max_size=4), st.sets(BUCKETS))
def test_who_has_a_pair_asked_of_each_set_has_a_bucket_of_each_part(asked, owned):
    pairs = {
        blind.pair(one, other)
        for one in owned
        for other in owned
        if one >> blind.VERSION_SHIFT == other >> blind.VERSION_SHIFT
    }
    assert all(pair < 1 << 31 for pair in pairs)
    versions = {bucket >> blind.VERSION_SHIFT for bucket in owned}
    one_version = [{b for b in owned if b >> blind.VERSION_SHIFT == v} for v in versions]
    is_found = all(pairs & set(some) for some in blind.pairs_asked([sorted(a) for a in asked]))
    if any(all(part & some for part in asked) for some in one_version):
        assert is_found
    if is_found and len(versions) < 2:
        assert all(part & owned for part in asked)


def test_key_file_is_made_once_for_its_owner_alone(tmp_path):
    provider = providers.FileProvider(tmp_path / "key")
    provider.make_key()
    content = provider.path.read_bytes()
    assert stat.S_IMODE(provider.path.stat().st_mode) == 0o400
    assert len(base64.b64decode(content)) == 32
    with pytest.raises(ProviderFailure):
        provider.make_key()
    assert provider.path.read_bytes() == content
    assert os.listdir(tmp_path) == ["key"]


def test_key_file_that_others_can_read_is_refused(tmp_path):
    provider = providers.FileProvider(tmp_path / "key")
    provider.make_key()
    provider.path.chmod(0o440)
    with pytest.raises(ProviderFailure, match="chmod 400"):
        provider.key_name()


@pytest.mark.parametrize("content", [b"", b"not base64!", base64.b64encode(b"short")])
def test_key_file_without_a_key_is_refused(tmp_path, content):
    path = tmp_path / "key"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(ProviderFailure, match="does not hold a key"):
        providers.FileProvider(path).key_name()


def test_missing_key_file_is_refused_and_not_made_anew(tmp_path):
    provider = providers.FileProvider(tmp_path / "key")
    with pytest.raises(ProviderFailure):
        provider.wrap(KEY, "p", "o")
    assert not provider.path.exists()


@pytest.mark.parametrize("name", sorted(providers.PROVIDERS))
def test_every_provider_unwraps_what_it_wrapped(name, tmp_path, monkeypatch):
    monkeypatch.setenv("SOCREG_KEY", base64.b64encode(secrets.token_bytes(32)).decode())
    made = {"file": lambda: providers.FileProvider(tmp_path / "key")}
    provider = made.get(name, providers.PROVIDERS[name])()
    if name == "file":
        provider.make_key()
    wrapped = provider.wrap(KEY, "master.identity", "1")
    assert provider.unwrap(wrapped, "master.identity", "1") == KEY
    assert provider.key_name().startswith(f"{name}:")
    with pytest.raises(BrokenSeal):
        provider.unwrap(wrapped, "master.identity", "2")


class Hooks(list):
    """Stands in for what Odoo's cursor calls at the end of a transaction."""

    add = list.append

    def run(self):
        while self:
            self.pop()()


@pytest.mark.parametrize("end", ["postcommit", "postrollback"])
def test_what_a_transaction_remembers_ends_with_it(end):
    cr = SimpleNamespace(cache={"other": 1}, postcommit=Hooks(), postrollback=Hooks())
    memo.transaction_memo(cr, "keys", dict)["a"] = b"secret"
    assert memo.transaction_memo(cr, "keys", dict) == {"a": b"secret"}
    getattr(cr, end).run()
    assert cr.cache == {"other": 1}
    memo.transaction_memo(cr, "keys", dict)["b"] = b"secret"
    cache = cr.__dict__.pop("cache")
    getattr(cr, end).run()
    assert cache == {"other": 1}


def test_core_needs_no_odoo():
    conftest = Path(__file__).parents[1] / "conftest.py"
    code = (
        "import sys, runpy; sys.modules['odoo'] = None; "
        f"runpy.run_path({str(conftest)!r}); "
        "import socreg_crypto.core.providers, socreg_crypto.core.keyring, socreg_crypto.core.blind"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
