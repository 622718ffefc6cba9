"""Where a place is that has since been hidden is taken out of all that imports keep of it.

What sources said, the images that undo runs, the reports of runs: none of them may give an address back.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from directory.secrecy import most_secret
from importers.images import Image, entry_print, written
from importers.models import Change, Run, RunRow
from importers.writing import BATCH, UNSEEN, batches

PLACE = ("street", "postcode", "latitude", "longitude", "transport", "commune_code", "host_id")
SAID_PLACE = ("street", "postcode", "point", "transport", "commune", "host")
"""What tells where a service is, in its columns and in a record. The last two hide only if confidential."""

ALWAYS = -2
Key = tuple[str, str]
"""A source and what it calls a place."""

PREPARED = ("ready", "stopped", "failed")
"""Runs that nobody works on and whose files wait: they may say where a place is that hides now."""

VOID = "Un lieu de cette source se cache désormais : les fichiers de cet import ont été effacés."


def forget_hidden(session: Session) -> None:
    """Take out what sources said of the places of services that hide now, whoever has hidden them."""
    query = select(Service.id, Service.address_policy).join(Entry, Entry.service_id == Service.id)
    named = [Entry.said.contains(f'"{name}":') for name in SAID_PLACE]
    is_confidential = Service.address_policy == "confidential"
    names_a_place = or_(*named[:ALWAYS], and_(is_confidential, or_(*named[ALWAYS:])))
    rows = session.execute(query.where(Service.address_policy != "public", names_a_place))
    forget_places(session, dict(rows.all()))


def forget_places(
    session: Session, policies: Mapping[int, str], said: Mapping[Key, str] | None = None
) -> None:
    """Take out what a policy hides, wherever an import kept it: of services by number, of rows by key.

    The runs of these sources that are ready to be applied are void: `running.sweep` removes their files.
    """
    secret = {number: policy for number, policy in policies.items() if policy != "public"}
    keys = {key: policy for key, policy in (said or {}).items() if policy != "public"}
    if not secret and not keys:
        return
    keys = _with_linked(session, secret, keys)
    _forget_entries(session, keys)
    others = _forget_entry_images(session, secret, keys)
    kept = select(Change).where(Change.before.is_not(None), Change.kind == "service")
    for change in session.scalars(kept.where(Change.number.in_(secret))):
        image: Image = json.loads(change.before or "")
        image["service"][0].update(dict.fromkeys(_hidden(PLACE, secret[change.number])))
        change.before = written(image)
    _forget_rows(session, keys)
    _forget_reports(session, keys.keys() | others)
    session.flush()


def _with_linked(session: Session, secret: Mapping[int, str], keys: Mapping[Key, str]) -> dict[Key, str]:
    """Add to `keys` those of the rows that are linked to services, under the most secret policy of both."""
    found = dict(keys)
    query = select(Entry.source_slug, Entry.source_key, Entry.service_id)
    for slug, key, number in session.execute(query.where(Entry.service_id.in_(secret))):
        found[slug, key] = most_secret(keys.get((slug, key)), secret.get(number or 0))
    return found


def _by_source(keys: Mapping[Key, str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Give keys by source, a batch at a time."""
    for slug in sorted({slug for slug, _ in keys}):
        own = sorted(key for each, key in keys if each == slug)
        yield from ((slug, some) for some in batches(own, BATCH))


def _forget_entries(session: Session, keys: Mapping[Key, str]) -> None:
    for slug, some in _by_source(keys):
        query = select(Entry).where(Entry.source_slug == slug, Entry.source_key.in_(some))
        for entry in session.scalars(query):
            row = {name: getattr(entry, name) for name in ("id", "digest", "state", "service_id", "said")}
            if _forget_said(session, row, keys[slug, entry.source_key]):
                entry.said, entry.digest = row["said"], row["digest"]


def _forget_said(session: Session, row: dict[str, Any], policy: str) -> bool:
    """Take a place out of the row of an entry; say whether there was any.

    Its print is emptied, so that the source is heard when it says the same again: the place may be public
    by then. What runs remember of that print follows, or they could not be undone.
    """
    said = _without(row["said"], policy)
    if said == row["said"]:
        return False
    before = entry_print(row)
    row["said"], row["digest"] = said, ""
    of_it = (Change.kind == "entry", Change.number == row["id"], Change.after == before)
    session.execute(update(Change).where(*of_it).values(after=entry_print(row)), execution_options=UNSEEN)
    return True


def _forget_entry_images(session: Session, secret: Mapping[int, str], keys: Mapping[Key, str]) -> set[Key]:
    """Look through every image of an entry: it may have been of a service that it is no longer linked to.

    It gives the keys that it found so.
    """
    others = set()
    kept = select(Change.id, Change.before).where(Change.before.is_not(None), Change.kind == "entry")
    for number, before in session.execute(kept).all():
        image: Image = json.loads(before or "")
        [row] = image["entry"]
        key = (row["source_slug"], row["source_key"])
        policy = most_secret(secret.get(row["service_id"] or 0), keys.get(key))
        if policy != "public":
            others.add(key)
            if _forget_said(session, row, policy):
                of_it = update(Change).where(Change.id == number)
                session.execute(of_it.values(before=written(image)), execution_options=UNSEEN)
    return others


def _forget_rows(session: Session, keys: Mapping[Key, str]) -> None:
    """Void the runs that wait to be applied; in those that are worked on, the rows lose the place."""
    for slug in sorted({slug for slug, _ in keys}):
        void = (Run.source_slug == slug, Run.state.in_(PREPARED))
        numbers = session.scalars(select(Run.id).where(*void)).all()
        session.execute(delete(RunRow).where(RunRow.run_id.in_(numbers)), execution_options=UNSEEN)
        for run in session.scalars(select(Run).where(*void)):
            run.state, run.problem = "abandoned", VOID
    for slug, some in _by_source(keys):
        query = select(RunRow).join(Run, Run.id == RunRow.run_id)
        query = query.where(Run.source_slug == slug, RunRow.key.in_(some), RunRow.digest != "")
        for row in session.scalars(query):
            row.said = _without(row.said, keys[slug, row.key])


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
