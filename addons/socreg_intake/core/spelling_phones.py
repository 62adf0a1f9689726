"""Phone numbers as they are written, in E.164; plain ones without the library's long way."""

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata

from ...socreg_registry.core import phone
from .errors import InvalidValue
from .folding import plain_digits

BETWEEN = str.maketrans("", "", " -.()\u00a0\u2011\u200e\u200f\u202a\u202c")
SEVERAL = re.compile(r"\s*(?:[;,/|\n]|\bou\b|\bor\b|\band\b|\bet\b|\bأو\b)\s*", re.IGNORECASE)
LONGEST = 250


class _Plan(NamedTuple):
    """How a country's numbers are told: those that fit are just what the library makes of them."""

    code: str
    prefix: str
    abroad: re.Pattern[str]
    numbers: re.Pattern[str]
    national: re.Pattern[str]


def read_phones(text: str, region: str | None) -> tuple[str, ...]:
    """Return the numbers of a cell in E.164, each once.

    :param region: ISO 3166-1 alpha-2 code of numbers without a country's prefix
    :raises InvalidValue: `phone`

    >>> read_phones("0912 345 678 / +254 712 345 678", "VN")
    ('+84912345678', '+254712345678')
    """
    said = plain_digits(text)
    whole = _plain(said, region)
    if whole:
        return (whole,)
    if len(said) > LONGEST:
        raise InvalidValue("phone")
    parts = [part for part in SEVERAL.split(said) if part]
    return tuple(dict.fromkeys(_one(part, region) for part in parts))


def _one(text: str, region: str | None) -> str:
    return _plain(text, region) or phone.normalise(text.strip(), region)


def _plain(text: str, region: str | None) -> str:
    """Return a number that needs no more than its country's patterns, or nothing."""
    digits = text.translate(BETWEEN)
    if digits[:1] == "+":
        plan = _plan_of_code(digits[1:4])
        national = digits[1 + len(plan.code) :] if plan else ""
    else:
        plan = _plan(region) if region else None
        if not plan or not plan.prefix or not digits.startswith(plan.prefix):
            return ""
        if plan.abroad.match(digits):
            return ""
        national = digits[len(plan.prefix) :]
    if not plan or (plan.prefix and national.startswith(plan.prefix)):
        return ""
    fits = plan.numbers.fullmatch(national) and plan.national.fullmatch(national)
    return f"+{plan.code}{national}" if fits else ""


@lru_cache(1_024)
def _plan_of_code(digits: str) -> _Plan | None:
    for length in (1, 2, 3):
        code = digits[:length]
        if code.isascii() and code.isdigit():
            regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code), ())
            if regions:
                return _plan(regions[0])
    return None


@lru_cache(512)
def _plan(region: str) -> _Plan | None:
    """Return a country's plan; None where the library must see to it."""
    about = PhoneMetadata.metadata_for_region(region.upper(), None)
    if about is None or not about.country_code or not about.general_desc:
        return None
    if about.national_prefix_transform_rule:
        return None
    if about.national_prefix_for_parsing not in (None, about.national_prefix):
        return None
    if len(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[about.country_code]) != 1:
        return None
    kinds = (about.mobile, about.fixed_line)
    patterns = [kind.national_number_pattern or "(?!)" for kind in kinds if kind]
    return _Plan(
        str(about.country_code),
        about.national_prefix or "",
        re.compile(about.international_prefix or "(?!)", re.ASCII),
        re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.ASCII),
        re.compile(about.general_desc.national_number_pattern or "(?!)", re.ASCII),
    )
