"""What one row of a partner's list says, whatever its columns are called."""

import re
from collections.abc import Iterable
from hashlib import sha256

from directory.folding import fold
from directory.vocabulary import vocabulary
from importers.cleaning.addresses import readable
from importers.cleaning.words import day, prose, text
from importers.ground import Ground
from importers.mapping import Fitted
from importers.records import AreaRecord, Record
from importers.sources import spreadsheet_words as words
from importers.sources.finess_fields import siret
from importers.sources.spreadsheet_areas import Territories, areas
from importers.sources.spreadsheet_cells import Cells
from importers.sources.spreadsheet_kinds import kind
from importers.sources.spreadsheet_places import Names, Place, place
from importers.statements import Note, RefusalError, Statement

LONGEST_KEY, LONGEST_NAME, LONGEST_TEXT = 120, 160, 4000
FINESS_LENGTH = 9
FINESS = re.compile(r"(?!0+$)\d[\dAB]\d{7}")
WOMEN = frozenset(("femmes", "femme", "femmes victimes", "femmes victimes de violences"))


def stated(cells: Cells, ground: Ground, known: Territories, names: Names) -> Statement:
    """Say what a row says.

    Raises:
        RefusalError: it has no name, or no commune is found.
    """
    name = _name(cells)
    mixed, numbers, links = words.contact(cells.first("contact"))
    where = place(cells, mixed, ground, known, names)
    fit = kind(text(cells.first("category")), [name, *map(text, cells.all("organization"))])
    record, notes = _record(cells, name, fit, where, (numbers, links), ground, known)
    return Statement(
        record,
        fit=fit.fit,
        code=fit.code,
        code_label=fit.label,
        proposed=fit.proposed,
        siret=siret(cells.first("siret")),
        finess=_finess(cells.first("finess")),
        is_perhaps_hidden=fit.is_perhaps_hidden,
        said_on=day(cells.first("said_on")),
        notes=notes,
    )


def _name(cells: Cells) -> str:
    said = text(cells.first("name") or cells.first("organization"))
    if not said:
        column = cells.column("name", "organization") or "nom"
        raise RefusalError(column, "", f"La ligne n’a pas de nom. Écrivez-le dans la colonne « {column} ».")
    return readable(said)[:LONGEST_NAME]


def _record(
    cells: Cells,
    name: str,
    fit: Fitted,
    where: Place,
    mixed: tuple[list[str], list[str]],
    ground: Ground,
    known: Territories,
) -> tuple[Record, tuple[Note, ...]]:
    """Give the listing, and what was left out of it."""
    numbers, unread = words.reached(cells, mixed[0])
    mail, personal = words.mail(cells, mixed[1])
    served, territory, unsure = _served(cells, where, ground, known)
    hours, hours_text = words.hours(cells)
    public = ", ".join(cells.all("audience"))
    slug, cost = words.fee(cells.first("fee"), cells.column("fee"))
    record = Record(
        key=_key(cells, name, fit, where),
        organization=readable(text(cells.first("organization")))[:LONGEST_NAME] or name,
        category=fit.category,
        name=name,
        alternate_names=tuple(text(each)[:LONGEST_NAME] for each in cells.all("acronym")),
        description=_description(cells, public, territory),
        commune=where.town.code,
        street=where.street,
        postcode=where.postcode,
        point=where.point,
        areas=served,
        phones=numbers,
        email=mail,
        website=words.site(cells, mixed[1]),
        hours=hours,
        hours_text=hours_text,
        languages=words.languages(", ".join(cells.all("languages"))),
        women=True if fold(public) in WOMEN else None,
        audiences=words.audiences(public),
        fee=slug,
        cost=cost,
        transport=text(cells.first("transport")),
        documents=text(cells.first("documents")),
        referral="\n".join(cells.all("referral")),
        accessibility=words.accessibility(cells.first("accessibility")),
    )
    return record, (*where.notes, *unread, *unsure, *filter(None, [personal]))


def _served(
    cells: Cells, where: Place, ground: Ground, known: Territories
) -> tuple[tuple[AreaRecord, ...], str, tuple[Note, ...]]:
    """Give the territory served where it is certain; else what is said of it, and why it stays a text."""
    said = "; ".join(cells.all("area"))
    found, unsure = areas(said, where.town.department, ground, known)
    if not unsure:
        return found, "", ()
    reason = "Ce territoire n’est pas reconnu avec certitude : il est gardé en toutes lettres."
    return (), said, (Note(cells.column("area"), ", ".join(unsure)[:200], reason),)


def _description(cells: Cells, public: str, territory: str) -> str:
    """Give what a place does, then what no field of ours holds."""
    said = [*map(prose, cells.all("description"))]
    said += [f"Public : {public}"] if public and fold(public) not in WOMEN else []
    said += [f"Territoire : {territory}"] if territory else []
    return "\n\n".join(said)[:LONGEST_TEXT]


def _finess(said: str) -> str:
    number = text(said).replace(" ", "").upper()
    number = number.zfill(FINESS_LENGTH) if len(number) == FINESS_LENGTH - 1 else number
    return number if FINESS.fullmatch(number) else ""


def _key(cells: Cells, name: str, fit: Fitted, where: Place) -> str:
    """Give what tells a row from the others: its identifier, else a print of what it is and where.

    A print can be found again by trying every street: what may hide has no street and no commune in it.
    """
    own = text(cells.first("id"))
    if own:
        return own[:LONGEST_KEY]
    number = _finess(cells.first("finess"))
    return f"sans-identifiant-{_print((name, fit.code, fit.category, number, *_telling(fit, where)))}"


def _telling(fit: Fitted, where: Place) -> tuple[str, ...]:
    policy = vocabulary().categories[fit.category].address_policy if fit.category else ""
    if fit.is_perhaps_hidden or policy == "confidential":
        return (where.town.department,)
    return (where.town.code, where.street) if policy == "public" else (where.town.code,)


def _print(parts: Iterable[str]) -> str:
    return sha256("|".join(map(fold, parts)).encode()).hexdigest()[:24]
