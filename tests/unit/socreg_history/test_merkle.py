"""The tree against published answers, and against the definition it was published by."""

import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from socreg_history.core import merkle
from socreg_history.core.merkle import BadProof

# The reference tree of Certificate Transparency: its leaves, and the root at each size.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# (index, size): path, and (old, size): path, as its tests publish them.
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LEAVES = [merkle.leaf_hash(data) for data in INPUTS]
leaf_lists = st.integers(1, 70).map(
    lambda size: [merkle.leaf_hash(bytes([n])) for n in range(size)]
)


def defined_root(leaves):
    """The root by RFC 6962's own words."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    left, right = defined_root(leaves[:half]), defined_root(leaves[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size):
    assert merkle.root_of(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize("key", INCLUSION)
def test_inclusion_proofs_are_the_published_ones(key):
    index, size = key
    proof = merkle.inclusion_proof(index, size, merkle.roots_of(LEAVES))
    assert [node.hex() for node in proof] == INCLUSION[key]


@pytest.mark.parametrize("key", CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(key):
    proof = merkle.consistency_proof(*key, merkle.roots_of(LEAVES))
    assert [node.hex() for node in proof] == CONSISTENCY[key]


@given(leaf_lists, st.data())
def test_a_tree_that_grows_in_pieces_is_the_defined_one(leaves, data):
    cut = data.draw(st.integers(0, len(leaves)))
    frontier = merkle.Frontier()
    frontier.extend(leaves[:cut])
    frontier = merkle.Frontier.from_bytes(cut, frontier.to_bytes())
    frontier.extend(leaves[cut:])
    assert frontier.size == len(leaves)
    assert frontier.root() == defined_root(leaves)


@given(leaf_lists, st.data())
def test_every_leaf_is_shown_and_no_other(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    root = defined_root(leaves)
    proof = merkle.inclusion_proof(index, len(leaves), merkle.roots_of(leaves))
    merkle.check_inclusion(leaves[index], index, len(leaves), proof, root)
    for wrong in (
        (merkle.leaf_hash(b"another"), index, len(leaves), proof, root),
        (leaves[index], index, len(leaves), [*proof, root], root),
        (leaves[index], len(leaves), len(leaves), proof, root),
        (leaves[index], index, len(leaves), proof, merkle.EMPTY_ROOT),
    ):
        with pytest.raises(BadProof):
            merkle.check_inclusion(*wrong)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        for spoilt in (proof[:-1], [*proof[:at], root, *proof[at + 1 :]]):
            with pytest.raises(BadProof):
                merkle.check_inclusion(leaves[index], index, len(leaves), spoilt, root)
    for other in {0, len(leaves) - 1, index ^ 1} - {index}:
        with pytest.raises(BadProof):
            merkle.check_inclusion(leaves[index], other, len(leaves), proof, root)


@given(leaf_lists, st.data())
@settings(max_examples=300)
def test_a_tree_is_shown_to_have_grown_out_of_another(leaves, data):
    old, size = data.draw(st.integers(1, len(leaves))), len(leaves)
    roots = merkle.roots_of(leaves)
    before, after = defined_root(leaves[:old]), defined_root(leaves)
    proof = merkle.consistency_proof(old, size, roots)
    merkle.check_consistency(old, before, size, after, proof)
    wrongs = [
        (old, merkle.EMPTY_ROOT, size, after, proof),
        (old, before, size, merkle.EMPTY_ROOT, proof),
        (old, before, size, after, [*proof, before]),
        (0, before, size, after, proof),
        (size + 1, before, size, after, proof),
    ]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        wrongs += [
            (old, before, size, after, proof[:-1]),
            (old, before, size, after, []),
            (old, before, size, after, [*proof[:at], merkle.EMPTY_ROOT, *proof[at + 1 :]]),
        ]
    for wrong in wrongs:
        with pytest.raises(BadProof):
            merkle.check_consistency(*wrong)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_that_is_not_there_is_not_shown(index, size):
    with pytest.raises(ValueError, match="has none at"):
        merkle.inclusion_proof(index, size, merkle.roots_of(LEAVES))
    with pytest.raises(BadProof):
        merkle.check_inclusion(LEAVES[0], index, size, [], LEAVES[0])


@pytest.mark.parametrize(("old", "size"), [(0, 3), (4, 3), (-1, 3)])
def test_a_tree_does_not_grow_out_of_none_or_a_larger_one(old, size):
    with pytest.raises(ValueError, match="did not grow"):
        merkle.consistency_proof(old, size, merkle.roots_of(LEAVES))


@pytest.mark.parametrize(("size", "length"), [(3, 32), (4, 64), (0, 32), (-1, 32), (1, 31)])
def test_a_frontier_of_another_size_is_refused(size, length):
    with pytest.raises(ValueError, match="no frontier"):
        merkle.Frontier.from_bytes(size, b"x" * length)


def test_a_leaf_is_no_node():
    assert merkle.leaf_hash(LEAVES[0] + LEAVES[1]) != merkle.node_hash(LEAVES[0], LEAVES[1])


def test_a_tree_grows_quickly():
    leaves = [merkle.leaf_hash(n.to_bytes(4, "big")) for n in range(100_000)]
    begun = time.perf_counter()
    merkle.root_of(leaves)
    assert time.perf_counter() - begun < 2
