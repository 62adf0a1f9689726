"""How an opened file leaves the server."""

from odoo.http import Stream

NO_STORE = "private, no-store"


class SealedStream(Stream):
    """An opened file: neither the browser nor a proxy keeps it."""

    type = "data"
    conditional = False
    etag = False

    def get_response(self, as_attachment=None, immutable=None, **kwargs):
        """Answer with the file, whatever the address asks of caches."""
        self.public = False
        response = super().get_response(as_attachment, False, **{**kwargs, "max_age": None})
        response.headers["Cache-Control"] = NO_STORE
        return response
