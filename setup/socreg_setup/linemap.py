"""Where a line of a derived file stands in its source."""

import functools
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

from .derive import DERIVED, source_of
from .paths import ROOT

# As a traceback writes it (File "x", line 7), as pytest does (x:7:), and a bare path.
PLACE = re.compile(
    rf'(?P<path>(?:{re.escape(str(ROOT))}/)?{re.escape(str(DERIVED.relative_to(ROOT)))}/[^\s":,]+\.\w+)(?:(?P<between>", line |:)(?P<line>\d+))?'
)


def to_sources(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines with every place in a derived file replaced by its place in the source."""
    for line in lines:
        yield PLACE.sub(_in_source, line)


def _in_source(found: re.Match[str]) -> str:
    derived = ROOT / found["path"]
    source = source_of(derived)
    shown = source if found["path"].startswith("/") else source.relative_to(ROOT)
    if not found["line"]:
        return str(shown)
    return f"{shown}{found['between']}{source_line(derived, source, int(found['line']))}"


def source_line(derived: Path, source: Path, line: int) -> int:
    """Return the line of the source that became this line, or where the rewritten part begins."""
    after_last_match = 0
    for here, there, length in _blocks(derived, source):
        if line <= here:
            break
        if line <= here + length:
            return there + line - here
        after_last_match = there + length
    return after_last_match + 1


@functools.lru_cache(maxsize=64)
def _blocks(derived: Path, source: Path) -> list[tuple[int, int, int]]:
    if not (derived.is_file() and source.is_file()):
        return []
    here, there = (path.read_text().splitlines() for path in (derived, source))
    matches = SequenceMatcher(None, here, there, False).get_matching_blocks()
    return [(match.a, match.b, match.size) for match in matches]
