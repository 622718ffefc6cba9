"""Where a place is that has since been hidden is taken out of all that imports keep of it.

What sources said, the images that undo runs, the reports of runs: none of them may give an address back.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from importers.images import Image, written
from importers.models import Change, Run

PLACE = ("street", "postcode", "latitude", "longitude", "transport", "commune_code", "host_id")
SAID_PLACE = ("street", "postcode", "point", "transport", "commune", "host")
"""What tells where a service is, in its columns and in a record. The last two hide only if confidential."""

ALWAYS = -2
BATCH = 500
Key = tuple[str, str]
"""A source and what it calls a place."""


def forget_hidden(session: Session) -> None:
    """Take out what sources said of the places of services that hide now, whoever has hidden them."""
    query = select(Service.id, Service.address_policy).join(Entry, Entry.service_id == Service.id)
    names_a_place = or_(*(Entry.said.contains(f'"{name}":') for name in SAID_PLACE[:ALWAYS]))
    rows = session.execute(query.where(Service.address_policy != "public", names_a_place))
    forget_places(session, dict(rows.all()))


def forget_places(session: Session, policies: Mapping[int, str]) -> None:
    """Take out, for each service by number, what its policy hides, wherever an import kept it."""
    secret = {number: policy for number, policy in policies.items() if policy != "public"}
    if not secret:
        return
    keys = _forget_entries(session, secret) | _forget_entry_images(session, secret)
    kept = select(Change).where(Change.before.is_not(None), Change.kind == "service")
    for change in session.scalars(kept.where(Change.number.in_(secret))):
        image: Image = json.loads(change.before or "")
        image["service"][0].update(dict.fromkeys(_hidden(PLACE, secret[change.number])))
        change.before = written(image)
    _forget_reports(session, keys)
    session.flush()


def _forget_entries(session: Session, secret: Mapping[int, str]) -> set[Key]:
    keys = set()
    for entry in session.scalars(select(Entry).where(Entry.service_id.in_(secret))):
        entry.said = _without(entry.said, secret[entry.service_id or 0])
        keys.add((entry.source_slug, entry.source_key))
    return keys


def _forget_entry_images(session: Session, secret: Mapping[int, str]) -> set[Key]:
    """Look through every image of an entry: it may have been of a service that it is no longer linked to."""
    keys = set()
    kept = select(Change).where(Change.before.is_not(None), Change.kind == "entry")
    for change in session.scalars(kept.execution_options(yield_per=BATCH)):
        image: Image = json.loads(change.before or "")
        [row] = image["entry"]
        policy = secret.get(row["service_id"] or 0)
        if policy:
            row["said"] = _without(row["said"], policy)
            change.before = written(image)
            keys.add((row["source_slug"], row["source_key"]))
    return keys


def _forget_reports(session: Session, keys: Collection[Key]) -> None:
    """Take out of reports how these places changed, and examples of what was left out of their rows."""
    slugs = {slug for slug, _ in keys}
    runs = select(Run).where(Run.source_slug.in_(slugs))
    for run in session.scalars(runs.execution_options(yield_per=BATCH)):
        if run.report:
            own = {key for slug, key in keys if slug == run.source_slug}
            run.report = _bare_report(run.report, own)


def _bare_report(report: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    changed = [
        {**each, "fields": [*filter(_tells_no_place, each["fields"])]} if each["key"] in keys else each
        for each in report["examples"]["changed"]
    ]
    notes = [{**note, "examples": []} for note in report["notes"]]
    return {**report, "notes": notes, "examples": {**report["examples"], "changed": changed}}


def _tells_no_place(changed: Mapping[str, Any]) -> bool:
    return changed["field"] not in SAID_PLACE


def _hidden(names: Sequence[str], policy: str) -> Sequence[str]:
    return names if policy == "confidential" else names[:ALWAYS]


def _without(said: str, policy: str) -> str:
    """Give a statement that is kept as JSON without what `policy` hides of its record."""
    statement = json.loads(said)
    for name in _hidden(SAID_PLACE, policy):
        statement["record"].pop(name, None)
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
