"""What shows that some leaves belong to a tree: the roots of the subtrees that hold all others."""

from collections.abc import Callable, Iterator, Sequence

from .merkle import node_hash, root_of

Range = tuple[int, int]


class BadRanges(Exception):
    """Leaves, ranges and proof do not fit together."""


def others(size: int, covered: Sequence[Range]) -> list[Range]:
    """Return the subtrees that hold every leaf of a tree but those in some ranges."""
    return [
        (start, end) for start, end, is_covered in _subtrees(0, size, covered) if not is_covered
    ]


def tree_root(
    size: int, covered: Sequence[Range], leaves: Sequence[bytes], proof: Sequence[bytes]
) -> bytes:
    """Return the root of a tree, from the leaves in some ranges and the roots of the `others`.

    :raises BadRanges: there are more or fewer of either than the ranges say
    """
    if sum(end - start for start, end in covered) != len(leaves):
        raise BadRanges("it has not as many events as leaves")
    at, rest = _offsets(covered), iter(proof)

    def root(start: int, end: int) -> bytes:
        inside = _inside(start, end, covered)
        if not inside:
            return next(rest)
        if inside == end - start:
            first = at(start)
            return root_of(leaves[first : first + inside])
        middle = _middle(start, end)
        left = root(start, middle)
        return node_hash(left, root(middle, end))

    try:
        found = root(0, size)
    except StopIteration:
        raise BadRanges("its proof is too short") from None
    if next(rest, None) is not None:
        raise BadRanges("its proof is too long")
    return found


def _subtrees(start: int, end: int, covered: Sequence[Range]) -> Iterator[tuple[int, int, bool]]:
    inside = _inside(start, end, covered)
    if inside in (0, end - start):
        yield start, end, bool(inside)
        return
    middle = _middle(start, end)
    yield from _subtrees(start, middle, covered)
    yield from _subtrees(middle, end, covered)


def _inside(start: int, end: int, covered: Sequence[Range]) -> int:
    return sum(max(min(end, last) - max(start, first), 0) for first, last in covered)


def _middle(start: int, end: int) -> int:
    return start + (1 << (end - start - 1).bit_length() - 1)


def _offsets(covered: Sequence[Range]) -> Callable[[int], int]:
    def at(leaf: int) -> int:
        before = 0
        for first, last in covered:
            if first <= leaf < last:
                return before + leaf - first
            before += last - first
        raise BadRanges("its leaves are not in order")

    return at
