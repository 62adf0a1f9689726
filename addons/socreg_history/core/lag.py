"""How far the proof is behind the log, on a clock that nobody sets."""

from dataclasses import dataclass, field

MOST_MOMENTS = 1_000


@dataclass(slots=True)
class Watch:
    """What a process saw of the log's growth, by its monotonic clock.

    The database's clock says how old something is, and may be set at any time, forth or back. What
    this process saw bounds that: whatever stood in the log at a moment is as old as that moment at
    least, and whatever came later is younger.
    """

    _seen: list[tuple[float, int]] = field(default_factory=list)
    _step: float = 0.0

    def see(self, moment: float, position: int) -> None:
        """Remember a moment and the position that the log had reached.

        A log whose positions went back is another one: nothing is known of it.
        """
        if self._seen and position < self._seen[-1][1]:
            self._seen.clear()
        if self._seen and moment - self._seen[-1][0] < self._step:
            return
        if len(self._seen) >= MOST_MOMENTS:
            # Who watches for long remembers as far back, but not every moment.
            del self._seen[1::2]
            self._step = 2 * (moment - self._seen[0][0]) / MOST_MOMENTS
        self._seen.append((moment, position))

    def age(self, position: int, told: float, moment: float) -> float:
        """Return how many seconds ago the log reached a position.

        :param told: the same by the database's clock
        :param moment: now
        """
        at_least = max((moment - at for at, reached in self._seen if reached > position), default=0)
        at_most = min(
            (moment - at for at, reached in self._seen if reached <= position), default=told
        )
        return min(max(told, at_least), max(at_most, at_least))
