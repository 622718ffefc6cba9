"""The shape of what may be typed in a listing: any other name, and any other word of a list, is refused.

What it means is checked by `directory/editing/cleaning.py`. What a listing holds beyond these names (its
number, its organisation, its source, who verified it and when) is not typed by anybody.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from directory.editing.errors import FieldsError
from directory.models import ACCESSES, ADDRESS_POLICIES, AREA_KINDS
from directory.models.listings import PHONE_AUDIENCES, PHONE_CHANNELS, PUBLICS_RECEIVED
from directory.typography import typeset
from directory.vocabulary import vocabulary

LENGTHS: Mapping[str, int] = {
    "name": 160,
    "neutral_name": 80,
    "description": 4000,
    "email": 160,
    "website": 200,
    "hours": 2000,
    "hours_text": 600,
    "cost": 160,
    "documents": 1000,
    "referral": 1500,
    "accessibility": 1000,
    "street": 160,
    "postcode": 5,
    "transport": 600,
    "commune_code": 5,
    "zone_kind": 10,
    "zone_code": 9,
}
"""Characters that a text may have."""

MOST_NAMES, MOST_PHONES, MOST_CLOSURES, MOST_AREAS, MOST_WORDS = 20, 12, 40, 600, 60
OLDEST = 120
NOT_TYPED = ("host_id",)
"""Values of a listing that nobody types: they come with what it was made from."""

NO_SUCH = "« {name} » n'est pas un champ de cette fiche : rien n'a été changé."
NOT_A_WORD = "« {input} » n'est pas un choix de cette liste."
YEARS = f"L'âge est un nombre d'années, de 0 à {OLDEST}."
NOT_SAID = "Cette valeur n'a pas la forme attendue."
MISSING = "Il manque une partie de cette ligne."
INVALID: dict[str, str | list[Any] | dict[Any, Any]] = {
    "invalid": NOT_SAID,
    "required": MISSING,
    "type": NOT_SAID,
    "null": MISSING,
}
UNKNOWN_PART = "« {name} » n'est pas une partie de cette ligne."


def _text(longest: int, **more: Any) -> fields.String:
    most = validate.Length(max=longest, error=f"Ce texte est trop long : {longest} signes au plus.")
    return fields.String(validate=most, error_messages=INVALID, **({"allow_none": True} | more))


def _word(words: Collection[str], **more: Any) -> fields.String:
    known = validate.OneOf(list(words), error=NOT_A_WORD)
    return fields.String(validate=known, error_messages=INVALID, **more)


def _list(item: fields.Field[Any], most: int) -> fields.List[Any]:
    length = validate.Length(max=most, error=f"Au plus {most} lignes.")
    return fields.List(item, validate=length, error_messages=INVALID)


def _rows(most: int, **columns: fields.Field[Any]) -> fields.List[Any]:
    schema = Schema.from_dict(dict(columns))(unknown=RAISE)
    return _list(fields.Nested(schema, error_messages=INVALID), most)


def _number(lowest: float, highest: float, **more: Any) -> fields.Float:
    return fields.Float(allow_none=True, validate=validate.Range(lowest, highest), **more)


@cache
def _schema() -> Schema:
    """Make the schema of a listing from the vocabulary."""
    words = vocabulary()
    texts = {name: _text(length, allow_none=name != "name") for name, length in LENGTHS.items()}
    messages = INVALID | {"invalid": YEARS}
    years = validate.Range(0, OLDEST, error=YEARS)
    ages = {
        name: fields.Integer(strict=True, allow_none=True, validate=years, error_messages=messages)
        for name in ("age_min", "age_max")
    }
    scales = {"audiences": "audience", "modes": "mode", "features": "feature"}
    columns: dict[str, fields.Field[Any]] = {
        **texts,
        **ages,
        "category": _word(words.categories),
        "access": _word(ACCESSES),
        "address_policy": _word(ADDRESS_POLICIES),
        "receives": _word(PUBLICS_RECEIVED, allow_none=True),
        "fee": _word(words.scales["fee"], allow_none=True),
        **{name: _list(_word(words.scales[scale]), MOST_WORDS) for name, scale in scales.items()},
        "alternate_names": _list(_text(160, allow_none=False), MOST_NAMES),
        "languages": _list(_text(3, allow_none=False), MOST_WORDS),
        **{
            name: fields.Boolean(allow_none=True, error_messages=INVALID)
            for name in ("accepts_women", "accepts_men")
        },
        "latitude": _number(-90, 90),
        "longitude": _number(-180, 180),
        "areas": _areas(),
        "phones": _phones(),
        "closures": _closures(),
    }
    return Schema.from_dict(columns)(unknown=RAISE)


def _areas() -> fields.List[Any]:
    return _rows(
        MOST_AREAS,
        kind=_word(AREA_KINDS, required=True),
        code=_text(9, required=True, allow_none=False),
        is_excluded=fields.Boolean(load_default=False, error_messages=INVALID),
    )


def _phones() -> fields.List[Any]:
    return _rows(
        MOST_PHONES,
        number=_text(60, required=True, allow_none=False),
        label=_text(80, load_default=None),
        audience=_word(PHONE_AUDIENCES, load_default="public"),
        channel=_word(PHONE_CHANNELS, load_default="voice"),
        is_on_bill=fields.Boolean(allow_none=True, load_default=None, error_messages=INVALID),
    )


def _closures() -> fields.List[Any]:
    return _rows(
        MOST_CLOSURES,
        starts_on=_text(10, required=True, allow_none=False),
        ends_on=_text(10, required=True, allow_none=False),
        reason=_text(160, load_default=None),
    )


def shaped(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was typed in its shape.

    Raises:
        FieldsError: a name is none of a listing, or a value has not the shape of its field.
    """
    try:
        read: dict[str, Any] = _schema().load(dict(typed))
    except ValidationError as error:
        raise FieldsError(_sentences(error)) from error
    return read


def _sentences(error: ValidationError) -> dict[str, str]:
    known = _schema().fields
    return {
        str(name): typeset(_first(said) if name in known else NO_SUCH.format(name=name))
        for name, said in error.messages_dict.items()
    }


def _first(said: Any) -> str:
    """Give the first sentence of what marshmallow says, which goes down into rows."""
    while not isinstance(said, str):
        if isinstance(said, Mapping):
            name, said = next(iter(said.items()))
            if said == ["Unknown field."]:
                return UNKNOWN_PART.format(name=name)
        else:
            said = said[0]
    return said
