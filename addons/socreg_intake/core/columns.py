"""Which column says what, proposed by its heading and by what stands in it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from .converting import Converter, converter
from .entry import GROUP, INDIVIDUAL
from .errors import InvalidValue
from .folding import fold
from .mapping import OF_GROUP, ColumnMap, ColumnMapping, Target, Targets
from .spelling_dates import DMY, MDY, YMD, evidence_of
from .synonyms import HOLLOW, MEMBER, SHORT, phrases

ENOUGH = 0.6
MOST_MEMBERS = 60
LOOKED_AT = 200
HUMP = re.compile(r"(?<=[a-z][a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
ASIDE = re.compile(r"\(([^()]{3,})\)|\[([^\[\]]{3,})\]")
AGAIN = re.compile(r"(.+) \((\d{1,3})\)")
QUESTION = re.compile(r"(?:[a-z]{0,2} ?\d{1,3} ){1,3}(?=\S)")
MEMBER_FIRST = re.compile(rf"(?:{MEMBER}) ?(\d{{1,3}})(?: (.+))?")
MEMBER_LAST = re.compile(rf"(.+?) (?:of |du |de )?(?:{MEMBER}) ?(\d{{1,3}})")
NUMBER_LAST = re.compile(r"(.+?) (\d{1,3})")
GROUPS = frozenset("household group groupe family famille الاسره العائله المجموعه".split())
ORDERS_SAID = (
    (re.compile(r"\b[dj]{1,2} ?m{1,3} ?[ya]{1,4}\b"), DMY),
    (re.compile(r"\bm{1,2} ?[dj]{1,2} ?[ya]{1,4}\b"), MDY),
    (re.compile(r"\b[ya]{2,4} ?m{1,2} ?[dj]{1,2}\b"), YMD),
)
# Kinds of which a cell cannot be just anything.
TELLING = frozenset(
    ["integer", "decimal", "boolean", "date", "birthdate", "age", "choice", "role", "phone"]
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column may say, and how sure that is: from 0 to 1."""

    path: str
    score: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping to begin with.

    :ivar guesses: by heading, of the columns that are mapped
    :ivar unclear: headings of dates whose order somebody has to tell
    """

    mapping: ColumnMapping
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()


def is_heading(text: str) -> bool:
    """Tell whether a text heads columns in files of people; `reading.Options` asks for this."""
    return _words(text) in _all_phrases() or bool(MEMBER_FIRST.fullmatch(fold(_parted(text))))


def propose(
    headings: Sequence[str],
    targets: Targets,
    today: date,
    samples: Sequence[Sequence[object]] = (),
    region: str = "",
) -> Proposal:
    """Propose what the columns of a file say.

    :param samples: the file's first rows, which may tell that a heading misleads
    """
    subjects = [INDIVIDUAL, GROUP] if _speak_of_groups(headings) else [INDIVIDUAL]
    proposals = [
        _proposal(subject, headings, targets, samples, region, today) for subject in subjects
    ]
    return max(proposals, key=lambda p: sum(guess.score for guess in p.guesses.values()))


def _speak_of_groups(headings: Sequence[str]) -> bool:
    if any(map(_member, headings)) or any(_side_by_side(headings).values()):
        return True
    return any(not GROUPS.isdisjoint(_words(heading).split()) for heading in headings)


def _proposal(
    subject: str,
    headings: Sequence[str],
    targets: Targets,
    samples: Sequence[Sequence[object]],
    region: str,
    today: date,
) -> Proposal:
    cells = {
        heading: [str(row[place]) for row in samples[:LOOKED_AT] if row[place]]
        for place, heading in enumerate(headings)
    }
    places = _places(headings, subject)
    found: list[tuple[float, int, str, Target, str]] = []
    for place, heading in enumerate(headings):
        prefix, text = places[heading]
        is_group = (subject == GROUP) != bool(prefix)
        for target in targets.group if is_group and subject == GROUP else targets.person:
            score = _score(text, target, is_group) * _fit(target, cells[heading], region, today)
            found.append((score, place, heading, target, prefix + target.path))
        if subject == INDIVIDUAL:
            for target in targets.group:
                score = _score_within(text, target) * _fit(target, cells[heading], region, today)
                found.append((score, place, heading, target, OF_GROUP + target.path))
    guesses = _chosen(found)
    return _with_orders(subject, guesses, found, cells, region)


def _chosen(found: Iterable[tuple[float, int, str, Target, str]]) -> dict[str, Guess]:
    """Give each column and each path to the best of those that want it."""
    guesses: dict[str, Guess] = {}
    taken: set[str] = set()
    best = sorted(found, key=lambda one: (-one[0], one[1]))
    for score, _place, heading, _target, path in best:
        if score < ENOUGH:
            break
        if heading not in guesses and path not in taken and not _is_key_of_group(path):
            guesses[heading] = Guess(path, round(score, 3))
            taken.add(path)
    return guesses


def _is_key_of_group(path: str) -> bool:
    return path in (f"{OF_GROUP}key", f"{OF_GROUP}uid")


def _with_orders(
    subject: str,
    guesses: Mapping[str, Guess],
    found: Iterable[tuple[float, int, str, Target, str]],
    cells: Mapping[str, Sequence[str]],
    region: str,
) -> Proposal:
    dates = {
        (heading, path)
        for _score, _place, heading, target, path in found
        if target.kind in ("date", "birthdate")
    }
    columns: dict[str, ColumnMap] = {}
    unclear = []
    for heading in filter(guesses.__contains__, cells):
        guess, order = guesses[heading], ""
        if (heading, guess.path) in dates:
            evidence = evidence_of(cells[heading])
            order = evidence.order or _order_said(heading)
            if evidence.is_question and not order:
                unclear.append(heading)
        columns[heading] = ColumnMap(guess.path, order)
    return Proposal(ColumnMapping(subject, columns, region), guesses, tuple(unclear))


def _order_said(heading: str) -> str:
    """Return the order that a heading tells: `DOB (dd/mm/yyyy)`."""
    text = fold(heading)
    return next((order for pattern, order in ORDERS_SAID if pattern.search(text)), "")


def _places(headings: Sequence[str], subject: str) -> dict[str, tuple[str, str]]:
    """Return by heading of whom it speaks (`members.2.`, or nothing) and what it says."""
    if subject == INDIVIDUAL:
        return {heading: ("", heading) for heading in headings}
    numbered = {heading: _member(heading) for heading in headings}
    if not any(numbered.values()):
        numbered = _side_by_side(headings)
    return {
        heading: (f"members.{said[0]}.", said[1]) if said else ("", heading)
        for heading, said in numbered.items()
    }


def _member(heading: str) -> tuple[int, str] | None:
    text = fold(_parted(heading))
    found = MEMBER_FIRST.fullmatch(text)
    if found:
        return _numbered(found[1], found[2] or "name")
    found = MEMBER_LAST.fullmatch(text)
    return _numbered(found[2], found[1]) if found else None


def _numbered(number: str, said: str) -> tuple[int, str] | None:
    return (int(number), said) if 1 <= int(number) <= MOST_MEMBERS else None


def _side_by_side(headings: Sequence[str]) -> dict[str, tuple[int, str] | None]:
    """Find headings that come again and again, with a number or without, for each member."""
    parts: dict[str, tuple[int, str]] = {}
    for heading in headings:
        again = AGAIN.fullmatch(heading)
        found = NUMBER_LAST.fullmatch(fold(_parted(heading)))
        if again:
            parts[heading] = (int(again[2]), fold(_parted(again[1])))
        elif found:
            parts[heading] = (int(found[2]), found[1])
        else:
            parts[heading] = (1, fold(_parted(heading)))
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for number, said in parts.values():
        numbers[said].add(number)
    repeated = {said for said, ns in numbers.items() if {1, 2} <= ns and not _is_phone(said)}
    if len(repeated) < 2:
        return dict.fromkeys(headings)
    return {
        heading: (number, said) if said in repeated and number <= MOST_MEMBERS else None
        for heading, (number, said) in parts.items()
    }


def _is_phone(text: str) -> bool:
    return "phone" in _words(text).split()


def _fit(target: Target, cells: Sequence[str], region: str, today: date) -> float:
    """Tell how well cells fit, where they could not say just anything: half at the worst."""
    if target.kind not in TELLING or not cells:
        return 1.0
    convert = converter(target, ColumnMap(target.path), region, today)
    failed = sum(not _reads(convert, cell) for cell in cells[:20])
    return 1.0 if failed * 2 <= min(len(cells), 20) else 0.5


def _reads(convert: Converter, cell: str) -> bool:
    try:
        convert(cell)
    except InvalidValue as refusal:
        return str(refusal) in ("date_order", "ambiguous")
    return True


def _score_within(text: str, target: Target) -> float:
    """Score what a person's row says of a household: the heading must name the household."""
    words = _words(text).split()
    if "household" not in words:
        return 0.9 * (_words(text) in map(_words, target.labels) and "group" in words)
    rest = " ".join(word for word in words if word != "household")
    return max(_score(rest, target, True) * 0.97, _score(text, target, True) * 0.9)


def _score(text: str, target: Target, is_group: bool) -> float:
    said = _words(ASIDE.sub(" ", text)) or _words(text)
    shorter = QUESTION.sub("", said, count=1) if said[:1].isalnum() else said
    return max(
        _likeness(said, target.path, tuple(target.labels), is_group),
        _likeness(shorter, target.path, tuple(target.labels), is_group) * 0.95
        if shorter != said
        else 0.0,
    )


@lru_cache(8_192)
def _likeness(said: str, path: str, labels: tuple[str, ...], is_group: bool) -> float:
    """Tell how much a heading is like one of those that a target usually has."""
    if not said:
        return 0.0
    own = {_words(label) for label in labels} | {_words(path)}
    if said in own:
        return 1.0
    usual = [_words(phrase) for phrase in phrases(path, is_group)]
    if said in usual:
        return 0.99 - 0.005 * min(usual.index(said), 10)
    return max((_near(said, phrase) for phrase in {*own, *usual} if phrase), default=0.0)


def _near(said: str, phrase: str) -> float:
    ours, theirs = Counter(said.split()), Counter(phrase.split())
    common = (ours & theirs).total()
    shared = 0.9 * common / (ours | theirs).total() if common else 0.0
    alike = ratio(said, phrase) / 100 if min(len(said), len(phrase)) > 3 else 0.0
    return max(shared, 0.95 * alike if alike >= 0.85 else 0.0)


@lru_cache(4_096)
def _words(text: str) -> str:
    """Return a heading's words, short ones written out and hollow ones left out."""
    words = [SHORT.get(word, word) for word in fold(_parted(text)).split()]
    full = [word for word in words if word not in HOLLOW] or words
    return " ".join(word for word, before in zip(full, ["", *full], strict=False) if word != before)


def _parted(text: str) -> str:
    return HUMP.sub(" ", text)


@lru_cache(1)
def _all_phrases() -> frozenset[str]:
    from .synonyms import BOTH, PERSON
    from .synonyms import GROUP as OF_GROUPS

    said = ", ".join([*PERSON.values(), *BOTH.values(), *OF_GROUPS.values()])
    return frozenset(map(_words, said.split(", ")))
