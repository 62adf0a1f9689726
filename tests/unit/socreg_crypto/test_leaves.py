"""What a saved domain asks for."""

import doctest

import pytest
from socreg_crypto.core import leaves


def test_examples() -> None:
    assert doctest.testmod(leaves).failed == 0


@pytest.mark.parametrize(
    ("domain", "asked"),
    [
        ("[]", []),
        ('[["a", "in", ["x", 2]]]', [("a", ["x", 2])]),
        ("['&', '!', ('a', '=', True), ('b.c', '!=', uid)]", [("a", [True]), ("b.c", [])]),
        ("[('a', '=', 'x')] + [('b', '=', ('y' + z))]", [("a", ["x"]), ("b", ["y"])]),
        ("['|', '|', ('a', '=', 'x')]", [("a", ["x"])]),
        ("[('a', 'not any', ['|', ('b', 'any', [('c', '=', 1)])])]", [("a.b.c", [1])]),
    ],
)
def test_every_leaf_is_found(domain: str, asked: list[tuple[str, list[object]]]) -> None:
    assert list(leaves.asked_in(domain)) == asked


@pytest.mark.parametrize("text", ["", "[", "a b"])
def test_what_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no domain"):
        list(leaves.asked_in(text))
