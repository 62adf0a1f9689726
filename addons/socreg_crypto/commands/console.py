"""What the command says to the person who waits: results to one side, progress to the other."""

import sys
import time


class Refused(Exception):
    """A sentence that says why nothing was done."""


class Console:
    """Results go to standard output, everything else to standard error."""

    def show(self, line):
        """Print a line of the result."""
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def say(self, line):
        """Tell the person at once."""
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def confirm(self, word, is_sure):
        """Have the person type a word before something that cannot be undone.

        :param is_sure: whether they said so when they called
        :raises Refused: they typed something else
        """
        if is_sure:
            return
        self.say(f"Type {word} to go on:")
        if sys.stdin.readline().strip() != word:
            raise Refused("Nothing was done.")


class Progress:
    """Says how far a long work is, not more often than every other second.

    :param what: what is counted
    :param total: how many there were to do when it began
    """

    def __init__(self, console, what, total, clock=time.monotonic):
        self._console, self._what, self._total, self._clock = console, what, total, clock
        self._begun = self._said = clock()
        self.done = 0

    def add(self, number):
        """Count what is done and committed."""
        self.done += number
        if self._clock() - self._said >= 2:
            self._said = self._clock()
            self._console.say(self.line())

    def line(self):
        """Return how far it is, how fast, and how long it will take yet."""
        rate = self.done / max(self._clock() - self._begun, 0.001)
        left = max(self._total - self.done, 0)
        eta = f", {round(left / rate)} s left" if left and rate else ""
        return f"{self._what}: {self.done} of {self._total}, {round(rate)} a second{eta}"
