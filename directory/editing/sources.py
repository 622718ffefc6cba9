"""The two sources that are people: the partner itself, and the desk of the territory."""

from sqlalchemy.orm import Session

from directory.models import Source

LICENCE = "Informations transmises à Relais"
PARTNER, DESK = "partner", "desk"
PEOPLE = {PARTNER: "Le partenaire lui-même", DESK: "Le bureau du territoire"}
"""Slug -> name: what they verified is changed by nobody but people."""


def keep_people(session: Session) -> None:
    """Make the sources that are people known, where they are not yet. The caller commits."""
    for slug, name in PEOPLE.items():
        if session.get(Source, slug) is None:
            session.add(Source(slug=slug, name=name, licence=LICENCE))
    session.flush()
