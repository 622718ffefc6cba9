"""The facts of a situation: closed answers, and what can be computed from them.

A situation travels from the form to the decision and dies with the response: nothing here is ever stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Answers = Mapping[str, frozenset[str]]
"""Facet key -> the answers given. A facet that is absent was not answered."""

UNKNOWN = frozenset({"unknown"})

DEFAULTS_TO_UNKNOWN = frozenset(
    {
        "aggressor_in_home",
        "device_monitored",
        "pregnant",
        "children_exposed",
        "children_direct_victims",
        "known_to_social_services",
        "age_band",
        "gender",
    }
)
"""Facets read as « unknown » when nobody answered: unknown stays unknown, and is never « no »."""

MINOR_BANDS = frozenset({"age-0-5", "age-6-11", "age-12-17"})
ADULT_BANDS = frozenset({"age-18-25", "age-26-64", "age-65-plus", "unknown"})
HOME_VIOLENCE = frozenset(
    {"child-abuse", "elder-abuse", "fgm", "forced-marriage", "incest", "intimate-partner", "intrafamily"}
)
ANY_VIOLENCE = HOME_VIOLENCE | {
    "assault-other",
    "cyber",
    "hate",
    "other-harassment",
    "prostitution",
    "school-harassment",
    "sexual",
    "trafficking",
    "workplace-harassment",
}
URGENT = frozenset({"immediate-danger", "tonight"})
CLOSED_HOURS = frozenset({"evening-night", "weekend-holiday"})
CHILD_BANDS = frozenset({"age-0-2", "age-3-5", "age-6-11", "age-12-17"})

DERIVED: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {
        "minor": ("age_band", MINOR_BANDS),
        "adult": ("age_band", ADULT_BANDS),
        "any-violence": ("violence_types", ANY_VIOLENCE),
        "home-violence": ("violence_types", HOME_VIOLENCE),
        "urgent": ("urgency", URGENT),
        "closed-hours": ("time_context", CLOSED_HOURS),
        "children-at-home": ("children", CHILD_BANDS),
    }
)
"""Derived fact -> the facet it is computed from, and the answers that make it true.

One more derived fact, `no-result`, is known to the engine alone: no other rule has proposed anyone.
"""

NO_RESULT = "no-result"


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a situation, as closed answers. It holds no name, no place and no free text."""

    answers: Answers

    @classmethod
    def of(cls, answers: Mapping[str, str | Iterable[str]]) -> "Situation":
        """Build a situation from plain values, one or several for each facet."""
        return cls(
            MappingProxyType(
                {
                    facet: frozenset({given} if isinstance(given, str) else given)
                    for facet, given in answers.items()
                    if given
                }
            )
        )

    def given(self, facet: str) -> frozenset[str]:
        """Give the answers to `facet`, « unknown » or nothing where nobody answered."""
        answered = self.answers.get(facet)
        if answered is None:
            return UNKNOWN if facet in DEFAULTS_TO_UNKNOWN else frozenset()
        return answered

    def is_answered(self, facet: str) -> bool:
        """Say whether somebody answered `facet`; « ne sait pas » is not an answer."""
        return bool(self.answers.get(facet, frozenset()) - UNKNOWN)

    def amended(self, **changes: str | Iterable[str]) -> "Situation":
        """Give the same situation with other answers to some facets; an empty answer removes the facet."""
        return Situation.of({**self.answers, **changes})
