"""The communes of the filled database, read once."""

import pytest
from flask import Flask

from importers.ground import Ground
from importers.survey import read_ground


@pytest.fixture(scope="session")
def ground(app: Flask) -> Ground:
    """Every commune, as an import has them."""
    with app.extensions["readers"]() as session:
        return read_ground(session)
