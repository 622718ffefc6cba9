"""What an author is told before a place hides, or while it does: which of her words would give it away."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from directory.editing.clues import betrayed
from directory.editing.errors import FieldsError
from directory.editing.field_names import LABELS
from directory.editing.hiding import clues_about
from directory.editing.placing import policy_of, settle
from directory.editing.values import NAMES, Values
from directory.models import Service
from directory.secrecy import WIDE, hidden_by, is_raised
from directory.typography import typeset

KEPT_NOWHERE = "Cette fiche ne montre pas son adresse : ce champ ne s'enregistre pas."
TOO_NEAR = "Un lieu confidentiel dit le département ou la région qu'il sert, rien de plus petit."
BETRAYS = "« {words} » dirait où se trouve ce lieu : retirez ces mots de « {label} »."


def guard(session: Session, service: Service, held: Values, after: Values) -> None:
    """Refuse what says where a place is that hides: it is for its author to say it otherwise.

    Raises:
        FieldsError: one sentence for each field that says too much.
    """
    whole = {**held, **after}
    policy = policy_of(whole)
    if is_raised(held["address_policy"], policy):
        problems = _betraying(session, service, held, after)
    elif policy == held["address_policy"]:
        problems = _too_near(policy, held, after)
    else:
        problems = {}
    if problems:
        raise FieldsError({name: typeset(sentence) for name, sentence in problems.items()})


def _betraying(session: Session, service: Service, held: Values, after: Values) -> Mapping[str, str]:
    settled = settle(session, held, after)
    found = betrayed({**held, **settled}, clues_about(session, service, settled))
    return {name: BETRAYS.format(words=found[name], label=LABELS[name]) for name in NAMES if name in found}


def _too_near(policy: str, held: Values, after: Values) -> Mapping[str, str]:
    named = [name for name in hidden_by(policy) if after.get(name) is not None and after[name] != held[name]]
    problems = dict.fromkeys(named, KEPT_NOWHERE)
    if policy == "confidential" and any(area["kind"] not in WIDE for area in after.get("areas") or ()):
        problems["areas"] = TOO_NEAR
    return problems
