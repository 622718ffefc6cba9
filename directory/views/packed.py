"""Public files that are kept packed: sent as they are to whoever can unpack them."""

import gzip

from flask import Response, request


def packed(body: bytes, mimetype: str, seconds: int) -> Response:
    """Answer with `body`, packed by gzip, that any cache may keep for `seconds`."""
    takes_it = request.accept_encodings.quality("gzip") > 0
    response = Response(body if takes_it else gzip.decompress(body), mimetype=mimetype)
    if takes_it:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    return response
