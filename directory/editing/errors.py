"""What goes wrong when people change listings: each says, in French, what to do next."""

from collections.abc import Mapping

from directory.editing.values import Values


class EditError(ValueError):
    """What was asked cannot be done; nothing has changed."""


class FieldsError(EditError):
    """What was typed cannot be kept. `problems` has one sentence for each field that stands in the way."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class ConflictError(EditError):
    """Somebody has changed the listing meanwhile.

    `theirs` is what it says now, `fields` what that says otherwise than what was typed, `seen` the version to
    send back with what one decides.
    """

    def __init__(self, theirs: Values, fields: tuple[str, ...], seen: str) -> None:
        super().__init__(
            "Cette fiche a été modifiée entre-temps. Rien n’est perdu : comparez, puis choisissez."
        )
        self.theirs, self.fields, self.seen = theirs, fields, seen


class NotYoursError(LookupError):
    """It does not exist, or it is not for this author: nobody is told which of the two."""

    def __init__(self) -> None:
        super().__init__("Cette fiche n’existe pas.")
