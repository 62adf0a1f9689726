"""The fields that addons write: sealed ones, and computed ones that tell personal data."""

from .columns import Integers, WrappedKey
from .personal import PersonalChar, PersonalDate, PersonalField, PersonalSelection
from .sealed import (
    SealedBinary,
    SealedChar,
    SealedDate,
    SealedField,
    SealedFloat,
    SealedImage,
    SealedJson,
    SealedSelection,
    SealedText,
)

__all__ = [
    "Integers",
    "PersonalChar",
    "PersonalDate",
    "PersonalField",
    "PersonalSelection",
    "SealedBinary",
    "SealedChar",
    "SealedDate",
    "SealedField",
    "SealedFloat",
    "SealedImage",
    "SealedJson",
    "SealedSelection",
    "SealedText",
    "WrappedKey",
]
