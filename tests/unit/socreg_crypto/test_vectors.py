import json
import shutil
import subprocess
from pathlib import Path

import pytest
from socreg_crypto.core import blind, envelope, wrapping

HERE = Path(__file__).parent
VECTORS = json.loads((HERE / "vectors.json").read_text(encoding="utf-8"))


def unhex(vector, *names):
    return [bytes.fromhex(vector[name]) for name in names]


@pytest.mark.parametrize("vector", VECTORS["envelope"], ids=lambda vector: vector["plaintext"])
def test_cells_are_what_they_always_were(vector):
    key, nonce, cell = unhex(vector, "key", "nonce", "cell")
    place = envelope.Place(vector["model"], vector["field"], vector["rid"])
    cipher = envelope.Cipher(key)
    assert cipher.seal(vector["plaintext"].encode(), place, nonce) == cell
    assert cipher.open(cell, place).decode() == vector["plaintext"]
    assert envelope.additional_data(cell[:6], place).hex() == vector["additional_data"]


@pytest.mark.parametrize("vector", VECTORS["wrapping"], ids=lambda vector: vector["purpose"])
def test_wrapped_keys_are_what_they_always_were(vector):
    key, above, nonce, wrapped = unhex(vector, "key", "wrapping_key", "nonce", "wrapped")
    bound = (vector["purpose"], vector["owner"])
    assert wrapping.wrap(key, envelope.Cipher(above), *bound, nonce) == wrapped
    assert wrapping.unwrap(wrapped, envelope.Cipher(above), *bound) == key


@pytest.mark.parametrize("vector", VECTORS["index"], ids=lambda vector: vector["value"])
def test_index_values_are_what_they_always_were(vector):
    (master,) = unhex(vector, "master")
    level = blind.Level(vector["level"])
    key = blind.index_key(master, vector["version"], vector["model"], vector["field"], level)
    assert key.key.hex() == vector["key"]
    assert key.exact(vector["value"]).hex() == vector["exact"]
    assert key.truncated(vector["value"], 10) == vector["truncated_10"]


@pytest.mark.skipif(not shutil.which("node"), reason="node is not on this machine")
def test_an_independent_implementation_makes_the_same():
    done = subprocess.run(
        ["node", HERE / "check_vectors.mjs"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"{sum(map(len, VECTORS.values()))} vectors agree"
