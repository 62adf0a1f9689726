"""A file in blocks reads as the file itself, and only a few blocks are held."""

import io
import random
import zipfile

import pytest

from addons.socreg_intake.core.blocks import KEPT, BlockFile

CONTENT = bytes(range(256)) * 9
BLOCK = 100


def opened(content=CONTENT, asked=None):
    def fetch(number):
        if asked is not None:
            asked.append(number)
        return content[number * BLOCK : (number + 1) * BLOCK]

    return BlockFile(fetch, len(content), BLOCK)


def test_whole_file_is_read():
    assert opened().read() == CONTENT


def test_any_part_is_read():
    file, rng = io.BufferedReader(opened(), 64), random.Random(1)
    for _time in range(200):
        start, size = rng.randrange(len(CONTENT)), rng.randrange(300)
        file.seek(start)
        assert file.read(size) == CONTENT[start : start + size]


def test_places_are_those_of_a_file():
    file, real = opened(), io.BytesIO(CONTENT)
    for place in ((0, io.SEEK_END), (-10, io.SEEK_END), (5, io.SEEK_SET), (7, io.SEEK_CUR)):
        assert file.seek(*place) == real.seek(*place)
        assert file.tell() == real.tell()
        assert file.read(3) == real.read(3)
    with pytest.raises(ValueError, match="begins"):
        file.seek(-1)


def test_nothing_is_beyond_the_end():
    file = opened()
    file.seek(len(CONTENT) + 5)
    assert file.read(10) == b""


def test_archive_within_is_opened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", CONTENT)
    with zipfile.ZipFile(opened(packed.getvalue())) as archive:
        assert archive.read("a") == CONTENT


def test_few_blocks_are_held():
    asked = []
    file = opened(asked=asked)
    file.read()
    assert asked == list(range(-(-len(CONTENT) // BLOCK)))
    assert len(file._kept) == KEPT
