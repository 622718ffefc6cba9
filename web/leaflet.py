"""Leaflet and its clusters, served from the packages that hold them: no copy here, no request elsewhere."""

import gzip
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, url_for
from xstatic.pkg import leaflet, leaflet_markercluster

from directory.views.packed import packed

blueprint = Blueprint("leaflet", __name__)

EDITION = f"{leaflet.PACKAGE_VERSION}-{leaflet_markercluster.PACKAGE_VERSION}"
"""It stands in the address, so that a browser that kept a file never keeps an old one."""

SCRIPTS = {
    "leaflet.js": Path(leaflet.BASE_DIR, "leaflet.js"),
    "leaflet.markercluster.js": Path(leaflet_markercluster.BASE_DIR, "leaflet.markercluster.js"),
}
STYLES = {"leaflet.css": Path(leaflet.BASE_DIR, "leaflet.css")}
FILES = {**SCRIPTS, **STYLES}
"""The only files that are served; name -> where it is. Pins and clusters are drawn by Relais itself."""

MIMETYPES = {".js": "text/javascript", ".css": "text/css"}
YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Serve the files, and make their addresses known to every template as `leaflet_files`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["leaflet_files"] = leaflet_files


def leaflet_files() -> dict[str, list[str]]:
    """Give the addresses of the scripts, in the order in which they are needed, and of the style sheets."""
    return {"scripts": [_address(name) for name in SCRIPTS], "styles": [_address(name) for name in STYLES]}


def _address(name: str) -> str:
    return url_for("leaflet.file", edition=EDITION, name=name)


@blueprint.get("/static/leaflet/<edition>/<name>")
def file(edition: str, name: str) -> Response:
    """Give a file of the present edition."""
    if edition != EDITION or name not in FILES:
        abort(404)
    return packed(_packed_file(name), MIMETYPES[FILES[name].suffix], YEAR)


@cache
def _packed_file(name: str) -> bytes:
    """Pack a file once for each process, without what leads to files that are not served."""
    lines = FILES[name].read_bytes().splitlines(keepends=True)
    return gzip.compress(b"".join(line for line in lines if b"sourceMappingURL" not in line), mtime=0)
