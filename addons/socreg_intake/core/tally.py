"""What became of the rows of a file: counts, samples and faults, which hold no values."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .delivery import CHANGED, INVALID, NEW, PENDING, REFUSED, REPEATED, SAME, SKIPPED, Outcome
from .entry import Fault

# A row that speaks of several is told by the first of these that one of them came to.
WORST_FIRST = (INVALID, REFUSED, PENDING, NEW, CHANGED, SKIPPED, SAME, REPEATED)
FAILED = (INVALID, REFUSED)
SAMPLE = 5
LINES = 20
TOUCHED = (NEW, CHANGED)


@dataclass(slots=True)
class Tally:
    """What became of the rows of a piece.

    :ivar counts: rows by result
    :ivar samples: the first lines by result
    :ivar faults: line, result, and faults as JSON, of the rows that failed
    :ivar words: what the registry said when it refused, by line; it is kept sealed
    :ivar touched: ids of whom was written, by result
    """

    counts: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[int]] = field(default_factory=dict)
    faults: list[list[Any]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    touched: dict[str, list[int]] = field(default_factory=dict)

    def add_faults(self, line: int, faults: Sequence[Fault]) -> None:
        """Count a row that could not be read."""
        self._count(line, INVALID, faults)

    def add(self, line: int, outcomes: Sequence[Outcome]) -> None:
        """Count a row by what became of all that it said."""
        results = {outcome.result for outcome in outcomes} or {SAME}
        result = next(result for result in WORST_FIRST if result in results)
        faults = [fault for one in outcomes if one.result in FAILED for fault in one.faults]
        self._count(line, result, faults)
        words = [one.words for one in outcomes if one.words]
        if words:
            self.words[str(line)] = "\n".join(words)
        for one in outcomes:
            if one.result in TOUCHED and one.registrant_id:
                self.touched.setdefault(one.result, []).append(one.registrant_id)

    def _count(self, line: int, result: str, faults: Sequence[Fault]) -> None:
        self.counts[result] += 1
        sample = self.samples.setdefault(result, [])
        if len(sample) < SAMPLE:
            sample.append(line)
        if result in FAILED:
            self.faults.append([line, result, [fault.to_json() for fault in faults]])


@dataclass(slots=True)
class Report:
    """What became of a whole file, added up from its pieces.

    :ivar mistakes: count and first lines by path and key of the fault
    """

    counts: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[int]] = field(default_factory=dict)
    mistakes: dict[tuple[str, str], list[Any]] = field(default_factory=dict)

    def add(
        self,
        counts: Mapping[str, int],
        samples: Mapping[str, Sequence[int]],
        faults: Iterable[Sequence[Any]],
    ) -> None:
        """Add a piece; pieces come in the order of their lines."""
        self.counts.update(counts)
        for result, lines in samples.items():
            sample = self.samples.setdefault(result, [])
            sample += lines[: SAMPLE - len(sample)]
        for line, result, keys in faults:
            for path, key in keys or [["", result]]:
                mistake = self.mistakes.setdefault((path, key), [0, []])
                mistake[0] += 1
                if len(mistake[1]) < LINES:
                    mistake[1].append(line)

    def to_json(self) -> dict[str, Any]:
        """Return what JSON can hold; the most frequent mistakes first."""
        mistakes = sorted(self.mistakes.items(), key=lambda item: (-item[1][0], item[0]))
        return {
            "counts": dict(self.counts),
            "samples": self.samples,
            "mistakes": [[path, key, *told] for (path, key), told in mistakes],
        }
