"""Times of the day as people write them: « 9h-12h et 14h-17h30 », « de 9h à midi », « 24h/24 »."""

from directory.spoken_words import Word, minutes
from directory.timetable import MIDNIGHT, WHOLE_DAY, Span
from directory.word_reader import Reader, SpokenError

NOON = 12 * 60
LONGEST_NIGHT = 18 * 60
"""Beyond it, an end before its start is a slip of the pen and not a night."""
_PARTS = {"morning": (0, 13 * 60), "afternoon": (NOON, 19 * 60), "evening": (17 * 60, MIDNIGHT)}
"""Part of the day -> within which its times must lie for the word to agree with them."""
_INSTEAD = {"morning": "9h-12h", "afternoon": "14h-17h", "evening": "18h-20h"}


def read_times(reader: Reader) -> tuple[Span, ...]:
    """Read times that follow each other; empty where none stands here.

    Raises:
        SpokenError: a time that does not exist, has no end, or contradicts the part of the day.
    """
    if reader.accept("round"):
        return WHOLE_DAY
    if reader.accept("always"):
        reader.position -= 1
        return WHOLE_DAY
    spans: list[Span] = []
    while span := _next_span(reader, is_first=not spans):
        spans.append(span)
    if any(one[1] > other[0] for one, other in zip(sorted(spans), sorted(spans)[1:], strict=False)):
        raise SpokenError(f"Deux horaires se recouvrent : « {reader.text} ». Écrivez-les l’un après l’autre.")
    return tuple(sorted(spans))


def _next_span(reader: Reader, is_first: bool) -> Span | None:
    start = reader.position
    if not is_first:
        reader.skip("comma", "and", "slash")
    reader.skip("the")
    part = reader.accept(*_PARTS)
    if part:
        reader.skip("colon")
    span = _span(reader)
    if span is None and part:
        raise SpokenError(
            f"« {part.said.strip()} » ne dit pas à quelle heure : écrivez « {_INSTEAD[part.kind]} »."
        )
    if span is None:
        reader.position = start
        return None
    if part and not (_PARTS[part.kind][0] <= span[0] and span[1] <= _PARTS[part.kind][1]):
        raise SpokenError(f"« {part.said.strip()} » ne va pas avec ces heures : « {reader.text} ».")
    return span


def _span(reader: Reader) -> Span | None:
    position = reader.position
    between = reader.accept("between")
    if not between:
        reader.skip("from")
    opens = reader.accept("time", "number")
    if opens is None:
        reader.position = position
        return None
    link = reader.accept("and") if between else reader.accept("dash", "to", "slash")
    closes = reader.accept("time", "number") if link else None
    if closes is None or opens.kind == closes.kind == "number":
        raise SpokenError(
            f"« {opens.said.strip()} » : de quelle heure à quelle heure ? Écrivez par exemple « 9h-12h »."
        )
    return _checked(opens, closes)


def _checked(opens: Word, closes: Word) -> Span:
    start, end = minutes(opens), minutes(closes)
    if start == MIDNIGHT:
        start = 0
    said = f"{opens.said.strip()} à {closes.said.strip()}"
    if max(start, end) > MIDNIGHT or max(start % 60, end % 60) > 59:
        raise SpokenError(f"« {said} » : ces heures n’existent pas. Les heures vont de 0h à 24h.")
    if end <= start:
        end += MIDNIGHT
    if (start, end) == (0, 2 * MIDNIGHT) or (end > MIDNIGHT and end - start > LONGEST_NIGHT):
        raise SpokenError(f"« {said} » : la fin vient avant le début. Écrivez par exemple « 9h-12h ».")
    return start, end
