"""Phone numbers in the one form they are stored in: E.164, such as +84912345678."""

import phonenumbers

from .errors import InvalidValue


def normalise(number: str, region: str | None) -> str:
    """Return a number in E.164.

    :param number: as somebody wrote it; without a country's prefix it is read as of `region`
    :param region: ISO 3166-1 alpha-2 code, or None: then the prefix must be there
    :raises InvalidValue: no such number can exist
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidValue("phone") from error
    if not phonenumbers.is_valid_number(parsed):
        raise InvalidValue("phone")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
