"""The tree over the log: RFC 6962 hashes, roots, and proofs that an auditor checks alone.

A leaf is what stands in the log at one position. The tree only grows: a `Frontier` is all that is
needed to go on with it, and one root in an auditor's hand is enough to notice any change below it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()
LEAF, NODE = b"\x00", b"\x01"

# Returns the root of the tree over the leaves from a position to before another.
Roots = Callable[[int, int], bytes]


class BadProof(Exception):
    """What should prove something does not."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of what stands at one position."""
    return sha256(LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours."""
    return sha256(NODE + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """A tree that grows: its size, and the roots of its perfect subtrees from left to right."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> "Frontier":
        """Return a frontier that `to_bytes` stored.

        :raises ValueError: it is not the frontier of a tree of this size
        """
        if size < 0 or len(stored) != HASH_SIZE * size.bit_count():
            raise ValueError(f"this is no frontier of {size} leaves")
        return cls(size, split(stored))

    def to_bytes(self) -> bytes:
        """Return the hashes, one after the other."""
        return b"".join(self.hashes)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Let leaf hashes follow those that are there."""
        hashes, size = self.hashes, self.size
        for leaf in leaves:
            # Each subtree that is full takes its left neighbour of the same size in.
            node, full = leaf, size
            while full & 1:
                node = sha256(NODE + hashes.pop() + node).digest()
                full >>= 1
            hashes.append(node)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root


def split(stored: bytes) -> list[bytes]:
    """Return the hashes that stand one after the other."""
    return [stored[start : start + HASH_SIZE] for start in range(0, len(stored), HASH_SIZE)]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root of the tree over leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def roots_of(leaves: Sequence[bytes]) -> Roots:
    """Return the roots of parts of a tree whose leaf hashes are all at hand."""
    return lambda start, end: root_of(leaves[start:end])


def inclusion_proof(index: int, size: int, roots: Roots) -> list[bytes]:
    """Return what shows that a leaf stands at an index of a tree of a size (RFC 6962, 2.1.1).

    :raises ValueError: the tree has no such leaf
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none at {index}")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            proof.append(roots(middle, end))
            end = middle
        else:
            proof.append(roots(start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, size: int, roots: Roots) -> list[bytes]:
    """Return what shows that a tree grew out of a smaller one (RFC 6962, 2.1.2).

    :raises ValueError: the smaller one is empty, or not smaller
    """
    if not 0 < old <= size:
        raise ValueError(f"a tree of {size} leaves did not grow out of one of {old}")
    proof, start, end = [], 0, size
    while old != end:
        middle = start + _left_size(end - start)
        if old <= middle:
            proof.append(roots(middle, end))
            end = middle
        else:
            proof.append(roots(start, middle))
            start = middle
    # The auditor knows the old root: it need not be told where it is a whole subtree.
    return ([roots(start, end)] if start else []) + proof[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf hash stands at an index of the tree of a root (RFC 9162, 2.1.3.2).

    :raises BadProof: it is not shown
    """
    if not 0 <= index < size:
        raise BadProof(f"a tree of {size} leaves has none at {index}")
    node, last, found = index, size - 1, leaf
    for neighbour in proof:
        if not last:
            raise BadProof("the proof is too long")
        if node & 1 or node == last:
            found = node_hash(neighbour, found)
            node, last = _up_to_right(node, last)
        else:
            found = node_hash(found, neighbour)
        node, last = node >> 1, last >> 1
    if last or found != root:
        raise BadProof("the proof leads to another root")


def check_consistency(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of one root grew out of the tree of another (RFC 9162, 2.1.4.2).

    :raises BadProof: it is not shown
    """
    if not 0 < old <= size:
        raise BadProof(f"a tree of {size} leaves did not grow out of one of {old}")
    if old == size:
        if proof or old_root != root:
            raise BadProof("two trees of one size differ")
        return
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not hashes:
        raise BadProof("the proof is too short")
    node, last = _up_to_right(old - 1, size - 1, is_right=False)
    before = after = hashes[0]
    for neighbour in hashes[1:]:
        if not last:
            raise BadProof("the proof is too long")
        if node & 1 or node == last:
            before, after = node_hash(neighbour, before), node_hash(neighbour, after)
            node, last = _up_to_right(node, last)
        else:
            after = node_hash(after, neighbour)
        node, last = node >> 1, last >> 1
    if last or before != old_root or after != root:
        raise BadProof("the proof leads to another root")


def _left_size(size: int) -> int:
    """Return how many leaves the left side of a tree has: the largest power of two below."""
    return 1 << (size - 1).bit_length() - 1


def _up_to_right(node: int, last: int, is_right: bool = True) -> tuple[int, int]:
    """Climb while there is no neighbour to the right, or (otherwise) while there is one to the left."""
    while node and not node & 1 if is_right else node & 1:
        node, last = node >> 1, last >> 1
    return node, last
