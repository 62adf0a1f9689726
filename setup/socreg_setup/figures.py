"""A figure of the project: measured beside its baseline, judged against what it must reach."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `must` and `aim` are in the figure's own unit."""

    name: str
    group: str
    figure: float
    unit: str
    baseline: float
    must: float
    aim: float
    engine: str
    rows: int
    more_is_better: bool = True

    def as_line(self) -> dict[str, object]:
        """Return what setup/bench prints: the ratio to the baseline and whether `must` is met."""
        met = self.figure >= self.must if self.more_is_better else self.figure <= self.must
        fields = asdict(self)
        del fields["more_is_better"]
        ratio = round(self.figure / self.baseline, 3) if self.baseline else None
        order = ("name", "group", "figure", "unit", "baseline", "ratio", "must", "aim", "met")
        return {
            key: (fields | {"ratio": ratio, "met": met})[key] for key in (*order, "engine", "rows")
        }
