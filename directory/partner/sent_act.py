"""An act that could not be done, given back to the page with what was typed for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from directory.editing.errors import EditError, FieldsError
from directory.partner.form import one
from directory.schemas import Fields

TYPED: Mapping[str, tuple[str, ...]] = {
    "close": ("starts_on", "ends_on", "reason"),
    "full": ("until",),
    "delay": ("count", "unit", "until"),
}
"""Act -> what is typed for it; the other acts are one press."""

SAME_FIELD: Mapping[str, str] = {"days": "count"}
"""What a sentence may be about -> the field in which it is typed."""


@dataclass(frozen=True, slots=True)
class SentAct:
    """An act as it was sent for `place`: « f12 », the listing 12, or the name that all those of a page have.

    `problems` has a sentence for each field of its form that stands in the way, `others` what is of no field.
    """

    place: str = ""
    kind: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def is_of(self, place: str, *kinds: str) -> bool:
        """Say whether one of these acts was sent for `place`: what is folded there opens."""
        return self.place == place and self.kind in kinds

    def text(self, place: str, kind: str, name: str, usual: str = "") -> str:
        """Give what was typed in a field, even nothing; `usual` where its form was not sent."""
        return self.typed.get(name, "") if self.is_of(place, kind) else usual

    def problem(self, place: str, kind: str, name: str) -> str:
        """Give what stands in the way in a field."""
        return self.problems.get(name, "") if self.is_of(place, kind) else ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Give each field of the page that stands in the way, by its identifier, with the sentence."""
        return [(f"{self.place}-{self.kind}-{name}", said) for name, said in self.problems.items()]


NOTHING_SENT = SentAct()


def sent_act(place: str, form: Fields, error: EditError) -> SentAct:
    """Give back an act that `error` stopped."""
    kind = one(form, "act")
    said = error.problems if isinstance(error, FieldsError) else {"": str(error)}
    by_field = {SAME_FIELD.get(name, name): sentence for name, sentence in said.items()}
    own = TYPED.get(kind, ())
    return SentAct(
        place,
        kind,
        {name: one(form, name) for name in own},
        {name: sentence for name, sentence in by_field.items() if name in own},
        tuple(sentence for name, sentence in by_field.items() if name not in own),
    )
