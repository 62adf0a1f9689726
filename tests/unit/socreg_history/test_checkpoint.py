"""Signed notes and checkpoints: the published example, and every way to spoil one."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socreg_history.core import checkpoint as cp
from socreg_history.core.checkpoint import BadNote, Checkpoint

# The example of golang.org/x/mod/sumdb/note, which C2SP signed-note is made after.
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NAME = "PeterNeumann"
PUBLIC = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
NOTE = f"{TEXT}\n\u2014 {NAME} {SIGNATURE}\n"

ORIGIN = "socreg/6f0e"
AT = datetime(2026, 11, 21, 22, 42, 14, 120003, tzinfo=timezone.utc)
POINT = Checkpoint(ORIGIN, 8, b"r" * 32, AT)
SIGNED = cp.sign_checkpoint(POINT, [SEED])


def test_published_example_is_signed_alike():
    assert cp.public_key(SEED) == PUBLIC
    assert cp.key_hash(NAME, PUBLIC).hex() == "c74f20a3"
    assert cp.sign_note(TEXT, NAME, [SEED]) == NOTE


def test_published_example_is_verified():
    assert cp.verify_note(NOTE, NAME, [b"x" * 32, PUBLIC]) == (TEXT, PUBLIC)


def test_checkpoint_is_written_as_agreed():
    text, (signature,) = cp.parse_note(SIGNED)
    root = base64.b64encode(b"r" * 32).decode()
    assert text == f"{ORIGIN}\n8\n{root}\nat 2026-11-21T22:42:14.120003Z\n"
    assert signature.name == ORIGIN
    assert cp.verify_checkpoint(SIGNED, [PUBLIC]) == (POINT, PUBLIC)


def test_moment_of_another_zone_is_told_in_utc():
    there = AT.astimezone(timezone(timedelta(hours=7)))
    assert replace(POINT, at=there).to_text() == POINT.to_text()


@given(
    st.integers(0, 10**18 - 1),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**57).map(lambda us: datetime(1970, 1, 1) + timedelta(microseconds=us)),
)
def test_what_is_signed_is_read_again(size, root, at):
    point = Checkpoint(ORIGIN, size, root, at.replace(tzinfo=timezone.utc))
    assert cp.verify_checkpoint(cp.sign_checkpoint(point, [SEED]), [PUBLIC])[0] == point


def test_any_changed_character_is_noticed():
    for at in range(len(SIGNED)):
        other = "B" if SIGNED[at] == "A" else "A"
        with pytest.raises(BadNote):
            cp.verify_checkpoint(SIGNED[:at] + other + SIGNED[at + 1 :], [PUBLIC])


def test_any_cut_is_noticed():
    for at in range(len(SIGNED)):
        with pytest.raises(BadNote):
            cp.verify_checkpoint(SIGNED[:at], [PUBLIC])


def test_another_key_or_name_is_not_enough():
    other = cp.public_key(b"o" * 32)
    with pytest.raises(BadNote, match="no key that is known"):
        cp.verify_checkpoint(SIGNED, [other])
    stranger = cp.sign_note(POINT.to_text(), "socreg/other", [SEED])
    with pytest.raises(BadNote, match="no key that is known"):
        cp.verify_checkpoint(stranger, [PUBLIC])


def test_two_keys_sign_while_one_takes_over():
    new, old = b"n" * 32, SEED
    note = cp.sign_checkpoint(POINT, [new, old])
    assert cp.verify_checkpoint(note, [PUBLIC]) == (POINT, PUBLIC)
    assert cp.verify_checkpoint(note, [cp.public_key(new), PUBLIC])[1] == cp.public_key(new)


def test_a_false_signature_by_a_known_key_spoils_the_note():
    new = b"n" * 32
    false = cp.Signature(ORIGIN, cp.key_hash(ORIGIN, cp.public_key(new)), b"s" * 64)
    with pytest.raises(BadNote, match="false"):
        cp.verify_checkpoint(SIGNED + false.to_line(), [PUBLIC, cp.public_key(new)])
    assert cp.verify_checkpoint(SIGNED + false.to_line(), [PUBLIC])[0] == POINT


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        TEXT,
        f"{TEXT}\n",
        NOTE[:-1],
        NOTE + "\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("know", "kn\tow"),
        NOTE.replace("\u2014", "-"),
        NOTE.replace(f"\u2014 {NAME}", f"\u2014  {NAME}"),
        NOTE.replace(f"\u2014 {NAME}", "\u2014 Peter+Neumann"),
        NOTE.replace(SIGNATURE, "x08go/=="),
        NOTE.replace(SIGNATURE, SIGNATURE[:-1]),
        NOTE.replace(SIGNATURE, SIGNATURE + " "),
        NOTE.replace("AM=\n", "AN=\n"),
        TEXT + "\n" + f"\u2014 {NAME} {SIGNATURE}\n" * 17,
        "x" * 10_000 + NOTE,
    ],
)
def test_what_is_no_note_is_refused(note):
    with pytest.raises(BadNote):
        cp.parse_note(note)


@pytest.mark.parametrize(
    "change",
    [
        ("\n8\n", "\n08\n"),
        ("\n8\n", "\n-8\n"),
        ("\n8\n", "\n+8\n"),
        ("\n8\n", "\n8 \n"),
        ("\n8\n", "\n\u0668\n"),
        ("\n8\n", "\n" + "9" * 19 + "\n"),
        ("socreg/", "soc reg/"),
        ("at 2026", "at  2026"),
        ("-11-21", "-13-21"),
        (".120003Z", "Z"),
        (".120003Z", ".120003+00:00"),
        ("at 2026", "more\nat 2026"),
        ("cnJy", "cnJ"),
    ],
)
def test_what_is_no_checkpoint_is_refused(change):
    text = POINT.to_text().replace(*change, 1)
    assert text != POINT.to_text()
    with pytest.raises(BadNote):
        cp.parse_checkpoint(cp.sign_note(text, ORIGIN, [SEED]))
