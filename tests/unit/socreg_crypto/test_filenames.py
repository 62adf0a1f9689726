import doctest

import pytest
from socreg_crypto.core import filenames


def test_examples():
    assert doctest.testmod(filenames).failed == 0


@pytest.mark.parametrize(
    ("name", "neutral"),
    [
        ("Nguyen Lan.tar.gz", "document"),
        ("Nguyen/Lan.png", "document.png"),
        ("Lan.docx", "document.docx"),
        (".Lan", "document"),
        ("Lan.", "document"),
        ("document.jpg", "document.jpg"),
    ],
)
def test_only_known_extensions_are_told(name, neutral):
    assert filenames.neutral_name(name) == neutral
