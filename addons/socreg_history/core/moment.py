"""How moments are written: ISO 8601 in UTC, to the microsecond."""

from datetime import datetime, timezone


def as_text(moment: datetime) -> str:
    """Return a moment as text.

    >>> as_text(datetime(2026, 3, 1, 12, 30, 0, 5, tzinfo=timezone.utc))
    '2026-03-01T12:30:00.000005Z'
    """
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds")[:-6] + "Z"


def of_text(text: str) -> datetime:
    """Return the moment that a text tells; without a time zone it is in UTC.

    >>> of_text("2026-03-01 12:30:00"), of_text("2026-03-01T12:30:00.000005Z").microsecond
    (datetime.datetime(2026, 3, 1, 12, 30, tzinfo=datetime.timezone.utc), 5)

    :raises ValueError: it is no moment
    """
    moment = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
