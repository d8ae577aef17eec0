"""A body that comes without its length gets one, so that no face reads half of it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import ClientDisconnected
from werkzeug.wsgi import get_input_stream

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Measured:
    """*app*, which is told how long a body is that came in chunks.

    Waitress tells by itself, gunicorn does not; and what reads such a body for a face
    stops at the most that may come, without a word. Of one that is too large, one byte
    more than *most* is handed on, by which every face refuses it in its own words.
    """

    def __init__(self, app: WSGIApplication, *, most: int) -> None:
        self._app = app
        self._most = most

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ and not environ.get("CONTENT_LENGTH"):
            stream = get_input_stream(environ, max_content_length=self._most + 1)
            try:
                data = stream.read()
            except ClientDisconnected as error:
                return error(environ, start_response)
            del environ["HTTP_TRANSFER_ENCODING"]  # It would count for more.
            environ["CONTENT_LENGTH"] = str(len(data))
            environ["wsgi.input"] = io.BytesIO(data)
        return self._app(environ, start_response)
