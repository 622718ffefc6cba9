"""What the forms of an account may say: a field that is not theirs is refused by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from directory.schemas import sentences

LONGEST_EMAIL, LONGEST_NAME = 254, 120
MOST_NAMED = 5
CARRIED = ("proof", "suite", "carried")
"""Fields of every form of these pages."""

NO_MAIL = "Écrivez une adresse de courriel, par exemple prenom.nom@exemple.fr."


@dataclass(frozen=True, slots=True)
class Read:
    """What a form says, and what is wrong with it: field -> sentence."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def _mail() -> fields.Field[Any]:
    return fields.Email(
        required=True,
        validate=validate.Length(max=LONGEST_EMAIL, error="Cette adresse est trop longue."),
        error_messages={"required": NO_MAIL, "invalid": NO_MAIL},
    )


def _password(sentence: str = "Écrivez votre mot de passe.") -> fields.Field[Any]:
    """A password of any length: it is refused further on, in the same words as one that is wrong."""
    return fields.String(
        required=True,
        validate=validate.Length(min=1, error=sentence),
        error_messages={"required": sentence},
    )


def _name() -> fields.Field[Any]:
    sentence = f"Écrivez votre prénom et votre nom, en {LONGEST_NAME} caractères au plus."
    return fields.String(
        required=True,
        validate=validate.Regexp(rf"\s*\w[^\x00-\x1f]{{1,{LONGEST_NAME - 1}}}\Z", error=sentence),
        error_messages={"required": sentence},
    )


def _form(**own: fields.Field[Any]) -> Schema:
    carried = {name: fields.String() for name in CARRIED}
    return Schema.from_dict({**own, **carried})(unknown=RAISE)


SIGN_IN = _form(email=_mail(), password=_password())
UNLOCK = _form(password=_password())
FORGOT = _form(email=_mail())
NEW_PASSWORD = _form(password=_password("Choisissez un mot de passe."))
JOIN = _form(name=_name(), password=_password("Choisissez un mot de passe."))
BUTTON = _form()

NO_CODE = "Écrivez le code."
WAYS = ("application", "passkey", "recovery")
SECOND_STEP = _form(
    way=fields.String(required=True, validate=validate.OneOf(WAYS)),
    code=fields.String(),
    answer=fields.String(),
)
FIRST_CODE = _form(seed=fields.String(required=True), code=_password(NO_CODE))
ADD_KEY = _form(
    name=fields.String(validate=validate.Length(max=80, error="Quatre-vingts caractères au plus.")),
    answer=fields.String(),
)
REMOVE_KEY = _form(key=fields.String(required=True, validate=validate.Regexp(r"[0-9]{1,9}\Z")))
CHANGE_PASSWORD = _form(password=_password("Choisissez un mot de passe."))


def read(schema: Schema, sent: Iterable[tuple[str, str]]) -> Read:
    """Read what a browser sent. Errors are sentences; a field of no form of ours is named in one."""
    given = dict(sent)
    # Of fields that are none of ours, the first ones are named: whoever sends thousands reads a few lines.
    strange = [name for name in given if name not in schema.fields][MOST_NAMED:]
    kept = {name: value for name, value in given.items() if name not in strange}
    try:
        return Read(schema.load(kept))
    except ValidationError as error:
        shown = {name: value for name, value in kept.items() if name in schema.fields}
        return Read(shown, sentences(error, schema.fields))
