"""The fields that addons write: sealed ones, and computed ones that tell personal data."""

from .columns import BlindIndex, Integers, NameBuckets, NameTokens, RandomId, WrappedKey
from .own import OwnColumn
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
    "BlindIndex",
    "Integers",
    "NameBuckets",
    "NameTokens",
    "OwnColumn",
    "PersonalChar",
    "PersonalDate",
    "PersonalField",
    "PersonalSelection",
    "RandomId",
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
