"""What the form of a search may say: a text, a place, a moment, closed choices, and nothing else."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from directory.local_time import KNOWN_YEARS
from directory.search.asking import FURTHEST, Filters
from directory.search.labels import FILTERS, GENDERS, OPEN, VERIFIED
from directory.search.said import BY_KEY
from directory.search_form import ACTIONS, RADII, SEVERAL, UNLIMITED, SearchForm, changed

LONGEST_TEXT = 1_000
LONGEST_VALUE = 200
"""Characters read of any other value, enough to refuse it by name: what is longer is in no closed list."""

LONGEST_ACTION = LONGEST_TEXT + 20
"""Characters read of what a button sends: it may hold the whole text, after the name of its field."""

PLACE_LENGTH = 120
OLDEST = 120
MOST_VALUES = 40
"""Values read of a field that takes several: no page offers that many to tick at once."""

NO_DAY = "Ce jour n’existe pas. Exemple : 24/11/2026."
TOO_OLD = "Cette date est trop ancienne."
TOO_FAR = "Cette date est trop lointaine."
NO_HOUR = "Cette heure n’existe pas. Exemple : 22:30."

Fields = Mapping[str, Sequence[str]]
"""What a browser sent: each field with its values."""


class Day(fields.Date):
    """A day as a browser sends it, or as a French person types it where the browser does not help."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        typed = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", str(value))
        if typed:
            value = f"{typed[3]}-{typed[2]:0>2}-{typed[1]:0>2}"
        return super()._deserialize(value, *args, **kwargs)


class Hour(fields.Time):
    """An hour: 22:30 as a browser sends it; 22h30, 22 h or 9:05 as a French person types it."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        typed = re.fullmatch(r"(\d{1,2})\s*[h:]\s*(\d{2})?", str(value), re.IGNORECASE)
        if typed:
            value = f"{typed[1]:0>2}:{typed[2] or '00'}"
        return super()._deserialize(value, *args, **kwargs)


def moment_fields() -> dict[str, fields.Field[Any]]:
    """Give the fields of a moment, `date` and `time`, either of which may be left out."""
    years = [
        validate.Range(min=date(KNOWN_YEARS[0], 1, 1), error=TOO_OLD),
        validate.Range(max=date(KNOWN_YEARS[-1], 12, 31), error=TOO_FAR),
    ]
    return {
        "date": Day(validate=years, error_messages={"invalid": NO_DAY}),
        "time": Hour(error_messages={"invalid": NO_HOUR}),
    }


@cache
def _schema() -> Schema:
    """Make the schema from the vocabulary: a word outside the closed lists is refused by name."""
    place = validate.Length(max=PLACE_LENGTH, error="Ce nom est trop long.")
    code = validate.Length(max=5, error="Ce code de commune n’existe pas.")
    years: dict[str, Any] = {"invalid": f"L’âge est un nombre d’années, de 0 à {OLDEST}."}
    return Schema.from_dict(
        {
            "q": fields.String(validate=validate.Length(max=LONGEST_TEXT, error=_too_long())),
            "place": fields.String(validate=place),
            "commune": fields.String(validate=code),
            "address": fields.String(validate=validate.Length(max=LONGEST_VALUE)),
            **moment_fields(),
            **{key: fields.List(_choice(key, _values(key))) for key in SEVERAL},
            "gender": _choice("gender", GENDERS),
            "age": fields.Integer(
                validate=validate.Range(0, OLDEST, error=years["invalid"]), error_messages=years
            ),
            "is_open": _choice("is_open", OPEN),
            "verified_since": _choice("verified_since", VERIFIED),
            "unknown_too": _choice("unknown_too", ["yes"]),
            "radius": _choice("radius", [*RADII, UNLIMITED]),
            "start": fields.Integer(
                validate=validate.Range(0, FURTHEST, error=_too_far()), error_messages={"invalid": _too_far()}
            ),
        }
    )(unknown=RAISE)


def _too_long() -> str:
    return f"Ce texte est trop long : {LONGEST_TEXT} signes au plus, et quelques mots suffisent."


def _too_far() -> str:
    return "Cette page de résultats n’existe pas. Précisez plutôt la recherche."


def _values(key: str) -> Collection[str] | None:
    """Give the closed list of a filter; None for languages, which are as listings give them."""
    return None if key == "languages" else BY_KEY[key].values(())


def _choice(key: str, values: Collection[str] | None) -> fields.String:
    if values is None:
        return fields.String(validate=validate.Length(max=PLACE_LENGTH))
    label = FILTERS.get(key, "Distance")
    return fields.String(
        validate=validate.OneOf(list(values), error=f"« {{input}} » n’est pas un choix de : {label}.")
    )


def read_search(form: Fields) -> SearchForm:
    """Read what was sent; what cannot be read is said in `errors`, and nothing else is lost."""
    sent = _settled(changed(_cleaned(form)))
    try:
        read, errors = _schema().load(sent), {}
    except ValidationError as error:
        read, errors = error.valid_data, sentences(error, _schema().fields)
    return SearchForm(
        text=str(sent.get("q", ""))[:LONGEST_TEXT],
        place=str(sent.get("place", ""))[:PLACE_LENGTH],
        commune=read.get("commune", ""),
        address=read.get("address", ""),
        radius="" if read.get("radius") == UNLIMITED else read.get("radius", ""),
        date=str(sent.get("date", "")),
        time=str(sent.get("time", "")),
        chosen=(read.get("date"), read.get("time")),
        filters=_filters(read),
        verified_since=read.get("verified_since", ""),
        start=read.get("start", 0),
        errors=errors,
    )


def _filters(read: Mapping[str, Any]) -> Filters:
    several: dict[str, Any] = {key: frozenset(read.get(key, ())) for key in SEVERAL}
    return Filters(
        **several,
        gender=read.get("gender", ""),
        age=read.get("age"),
        is_open="is_open" in read,
        unknown_too="unknown_too" in read,
    )


def _cleaned(form: Fields) -> dict[str, list[str]]:
    """Give the fields that say something, without control characters."""
    known = {*_schema().fields, *ACTIONS}
    names = [name for name in form if name in known] + [name for name in form if name not in known][:1]
    sent = {name: [_cut(name, value) for value in form[name][:MOST_VALUES]] for name in names}
    return {name: list(filter(None, said)) for name, said in sent.items() if any(said)}


def _cut(name: str, value: str) -> str:
    longest = LONGEST_TEXT + 1 if name == "q" else LONGEST_ACTION if name in ACTIONS else LONGEST_VALUE
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", value[: 2 * longest])
    return " ".join(plain.split())[:longest]


def _settled(sent: Mapping[str, list[str]]) -> dict[str, str | list[str]]:
    """Give a list to what takes several values, each once, and to the rest what was said last: the button
    pressed.
    """
    return {name: list(dict.fromkeys(said)) if name in SEVERAL else said[-1] for name, said in sent.items()}


def sentences(error: ValidationError, known: Collection[str]) -> dict[str, str]:
    """Give one sentence for each field refused; `known` are those that the form has."""
    found = {}
    for name, said in error.messages_dict.items():
        words = said[0] if isinstance(said, list) else next(iter(said.values()))[0]
        found[name] = words if name in known else f"« {name} » n’est pas un champ de ce formulaire."
    return found
