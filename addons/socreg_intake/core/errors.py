"""What the pure parts of intake refuse. An error's text is the key of a sentence, and no value."""

from ...socreg_registry.core.errors import InvalidValue


class InvalidFile(InvalidValue):
    """A file that is not read: what it is, or how much of it there is."""


# The key of every sentence that words are needed for: of files, of a mapping, and of rows.
OF_FILES = frozenset(
    "archive binary bomb cell columns delimiter depth doctype document empty encoding encrypted "
    "headings html json line long_cell ods pdf quotes rows sheet slow styles texts too_large xls "
    "xlsb xml".split()
)
OF_MAPPINGS = frozenset("column mapping path twice".split())
OF_ROWS = frozenset(
    "age ambiguous boolean checksum choice computed control date date_order differs empty future "
    "heads long long_cell missing nobody number pattern phone quotes rounded too_many_cells".split()
)

__all__ = ["OF_FILES", "OF_MAPPINGS", "OF_ROWS", "InvalidFile", "InvalidValue"]
