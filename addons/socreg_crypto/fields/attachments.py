"""The fields of an attachment that tell personal data where it hangs on a sealed record.

As with sealed fields, the ORM's cache holds what the store holds: a file is opened each time it is
taken from there, for who may see and for nobody else.
"""

import base64

from odoo import fields
from odoo.tools import human_size


class SealedContent(bytes):
    """A file in its sealed form: nothing takes it for the file itself."""


class Content(fields.Binary):
    """The content of an attachment."""

    def convert_to_record(self, value, record):
        if self.asks_size(record) and value and record.sealed_rid:
            return human_size(record.file_size).encode()
        if not isinstance(value, SealedContent):
            return super().convert_to_record(value, record)
        content = record._opened_content(value)
        return self.encode(content) if content else super().convert_to_record(None, record)

    def asks_size(self, record):
        """Tell whether the client asks only how large the file is."""
        context = record.env.context
        return context.get("bin_size") or context.get(f"bin_size_{self.name}")

    def encode(self, content):
        """Return the content as this field has it."""
        return content


class EncodedContent(Content):
    """The content of an attachment in base64."""

    def encode(self, content):
        return base64.b64encode(content)


class FileName(fields.Char):
    """The name of a file: its column holds a neutral one where the attachment is sealed."""

    def convert_to_record(self, value, record):
        name = super().convert_to_record(value, record)
        return record._shown_name(name) if name else name
