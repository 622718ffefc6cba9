"""Where a role holds, as a command writes it: a place that is forgotten is never the whole country."""

from sqlalchemy.orm import Session

from directory.accounts.holding import read_territory
from directory.accounts.people import ROLE_NAMES, AccountError
from directory.territories import EVERYWHERE

HELD_SOMEWHERE = ("social-worker", "officer", "desk")
"""Roles whose place must be written. An administrator without one answers for the whole country."""

WHOLE_COUNTRY = ("everywhere", EVERYWHERE.lower())
"""How the whole country is written."""


def written_place(
    session: Session, role: str, territory: str | None, *, is_manager: bool
) -> tuple[str, str] | None:
    """Give the territory that `territory` writes for `role`, None for the whole country and for a partner.

    Raises:
        AccountError: the place was forgotten, is not one, or or the role has none; or it manages nothing.
    """
    if is_manager and role != "partner":
        raise AccountError("« --manager » ne vaut que pour un partenaire, qui invite ainsi ses collègues.")
    if role == "partner" and territory is not None:
        raise AccountError(
            "Un partenaire est invité dans une organisation : « --organization NUMÉRO », pas « --territory »."
        )
    if role in HELD_SOMEWHERE and territory is None:
        raise AccountError(
            f"Où ce rôle vaut-il ({ROLE_NAMES[role]}) ? Ajoutez « --territory 48 » (un département), "
            "« --territory 244800405 » (une intercommunalité), « --territory NUMÉRO » (une unité), "
            f"ou « --territory everywhere » ({EVERYWHERE})."
        )
    if territory is None or territory.strip().lower() in WHOLE_COUNTRY:
        return None
    return read_territory(session, territory)
