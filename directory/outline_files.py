"""The outlines that maps are drawn from, as files: France by département, and each département by commune.

Each file is a TopoJSON object packed by gzip, as `directory.outlines_build` wrote it, and as a browser takes
it.
"""

import gzip
import json
from functools import cache
from pathlib import Path

from directory.topology import Topology

FOLDER = Path(__file__).parent / "outlines"
DEPARTMENTS = FOLDER / "departements.json.gz"


def communes_path(department: str) -> Path:
    """Say where the communes of a département are, by its code."""
    return FOLDER / "communes" / f"{department}.json.gz"


@cache
def known_departments() -> frozenset[str]:
    """Give the codes of the départements whose communes can be drawn."""
    return frozenset(path.name.partition(".")[0] for path in communes_path("*").parent.glob("*.json.gz"))


def packed_departments() -> bytes:
    """Give the outlines of the départements, packed."""
    return DEPARTMENTS.read_bytes()


def packed_communes(department: str) -> bytes | None:
    """Give the outlines of the communes of a département, packed; None where there is no such département."""
    return communes_path(department).read_bytes() if department in known_departments() else None


def read_topology(packed: bytes) -> Topology:
    """Unpack a file of outlines."""
    topology: Topology = json.loads(gzip.decompress(packed))
    return topology
