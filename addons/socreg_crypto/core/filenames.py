"""What a sealed file is called where its true name may not stand."""

import mimetypes
from pathlib import PurePath

NEUTRAL = "document"
OFFICE = (".docx", ".odp", ".ods", ".odt", ".pptx", ".xlsx")
# Python's own table: what a machine adds to it differs from machine to machine.
KNOWN = frozenset(mimetypes.MimeTypes().types_map[True]).union(OFFICE)


def neutral_name(name: str) -> str:
    """Return a name that tells no more than what kind of file it is.

    Only an extension that programs know is kept: any other may be part of somebody's name.

    >>> neutral_name("birth certificate Nguyen Lan.PDF"), neutral_name("scan.Lan"), neutral_name("")
    ('document.pdf', 'document', 'document')
    """
    extension = PurePath(name).suffix.lower()
    return NEUTRAL + (extension if extension in KNOWN else "")
