"""The communes of the filled database, read once, and the samples."""

from pathlib import Path

import pytest
from flask import Flask

from importers.ground import Ground
from importers.survey import read_ground


@pytest.fixture(scope="session")
def ground(app: Flask) -> Ground:
    """Every commune, as an import has them."""
    with app.extensions["readers"]() as session:
        return read_ground(session)


@pytest.fixture(scope="session")
def samples() -> Path:
    """Small files of our own, with invented places and numbers of fiction, in the forms of each source."""
    return Path(__file__).parent.parent / "samples"
