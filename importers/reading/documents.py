"""JSON documents, streamed: the elements of one list of a file that may hold 400 MB, and may be hostile."""

import codecs
import re
from collections.abc import Iterator
from typing import IO, Any

import ijson

from importers.reading.files import CHUNK, each_document, kind_of
from importers.reading.refusals import FileRefusedError
from importers.reading.texts import encoding_by_mark, repaired
from importers.statements import Given, Row

DEEPEST = 64
LONGEST_TEXT = 1_000_000
MOST_ELEMENTS = 1_000_000

NOT_A_DOCUMENT = {
    "empty": "il est vide",
    "parquet": "c’est un fichier Parquet ; prenez la version JSON, sur la même page de téléchargement",
    "markup": "c’est une page web ou du XML ; téléchargez le fichier lui-même",
}

Event = tuple[str, Any]
Events = Iterator[Event]

_PAIRS = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_ALONE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")
_NEAR = re.compile(r"\n\s*(.*?)\s*\n?\s*\(right here\)", re.DOTALL)
_CAUSES = {
    "premature EOF": "il s’arrête avant la fin",
    "overflow": "un nombre démesuré",
    "trailing garbage": "quelque chose suit la fin du document",
}


class _FaultError(ValueError):
    """What is wrong with an element, without its place."""


def read_document(given: Given, where: str = "") -> Iterator[Row]:
    """Give the elements of the list found under the dotted path `where`, each with its rank from 1.

    `where` empty is the document itself: a list, or one element. `given` may be an archive of documents, as
    DILA publishes, whose elements then follow one another. Keys given twice are refused, as are NaN, numbers
    that no computer holds, lone surrogates, and more than 64 levels. Real numbers are floats.
    """
    rank = 0
    _check_kind(given)
    try:
        with each_document(given) as documents:
            for document in documents:
                for element in _elements(document, tuple(filter(None, where.split(".")))):
                    rank += 1
                    yield Row(rank, element)
                    if rank >= MOST_ELEMENTS:
                        raise FileRefusedError(f"plus de {MOST_ELEMENTS} éléments")
    except (_FaultError, ijson.JSONError, UnicodeError, ValueError) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(f"élément {rank + 1} : {_cause(error)}") from error


def shape_of(given: Given) -> tuple[str, ...]:
    """Give the keys of a document's top level that its first bytes show, or () where it is a list."""
    with each_document(given) as documents:
        start = next((document.read(CHUNK) for document in documents), b"")
    start = start.decode(encoding_by_mark(start) or "utf-8", "ignore").encode()
    keys, depth = [], 0
    try:
        for event, value in ijson.basic_parse(start, use_float=True):
            depth += (event in ("start_map", "start_array")) - (event in ("end_map", "end_array"))
            if event == "map_key" and depth == 1:
                keys.append(value)
    except ijson.JSONError:
        return tuple(keys)
    return tuple(keys)


def _check_kind(given: Given) -> None:
    kind = kind_of(given)
    if kind not in ("json", "tar"):
        raise FileRefusedError(NOT_A_DOCUMENT.get(kind, "ce n’est pas un document JSON"))


def _cause(error: Exception) -> str:
    if isinstance(error, _FaultError):
        return str(error)
    if isinstance(error, UnicodeError):
        return "le texte n’est pas en UTF-8"
    text = error.args[0] if error.args else ""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    cause = next((said for sign, said in _CAUSES.items() if sign in text), "ce n’est pas du JSON")
    near = _NEAR.search(text)
    return f"{cause}, près de « {near[1][:60]} »" if near and near[1] else cause


def _elements(document: IO[bytes], where: tuple[str, ...]) -> Iterator[Any]:
    events = ijson.basic_parse(_Checked(document), use_float=True, buf_size=CHUNK)
    yield from _under(events, next(events), where)
    next(events, None)


def _under(events: Events, event: Event, where: tuple[str, ...], key: str = "") -> Iterator[Any]:
    """Give the elements of the list under `where`, everything else skipped but judged."""
    if not where and event[0] == "start_array":
        while (inner := next(events))[0] != "end_array":
            yield _element(_value(events, inner, 2))
    elif not where and not key and event[0] == "start_map":
        yield _element(_value(events, event, 1))
    elif where and event[0] == "start_map":
        yield from _under_key(events, where)
    else:
        raise _FaultError(f"une liste était attendue sous « {key or '.'.join(where)} »")


def _under_key(events: Events, where: tuple[str, ...]) -> Iterator[Any]:
    seen: set[str] = set()
    while (inner := next(events))[0] != "end_map":
        _once(inner[1], seen)
        seen.add(inner[1])
        if inner[1] == where[0]:
            yield from _under(events, next(events), where[1:], inner[1])
        else:
            _value(events, next(events), 2, is_kept=False)
    if where[0] not in seen:
        raise _FaultError(f"la liste « {where[0]} » est absente")


def _element(value: Any) -> Any:
    if not isinstance(value, dict):
        raise _FaultError("un objet était attendu")
    return value


def _value(events: Events, event: Event, depth: int, *, is_kept: bool = True) -> Any:
    """Build the value that starts with `event`, or only judge it: lists then stay empty."""
    kind, value = event
    if depth > DEEPEST:
        raise _FaultError(f"plus de {DEEPEST} niveaux les uns dans les autres")
    if kind == "start_map":
        built: dict[str, Any] = {}
        while (inner := next(events))[0] != "end_map":
            _once(inner[1], built)
            built[inner[1]] = _value(events, next(events), depth + 1, is_kept=is_kept)
        return built
    if kind == "start_array":
        items = []
        while (inner := next(events))[0] != "end_array":
            item = _value(events, inner, depth + 1, is_kept=is_kept)
            if is_kept:
                items.append(item)
        return items
    return repaired(value) if kind == "string" and not value.isascii() else value


def _once(key: str, seen: dict[str, Any] | set[str]) -> None:
    if key in seen:
        raise _FaultError(f"la clé « {key[:60]} » est donnée deux fois")


class _Checked:
    """A stream in UTF-8, without its mark, whose escapes make characters."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._held, self._is_over = stream, b"", False
        start = stream.read(CHUNK)
        encoding = encoding_by_mark(start) or "utf-8"
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._take(start)

    def read(self, size: int) -> bytes:
        """Give the next piece, whatever its size; b"" at the end, and where only the size 0 is asked."""
        if not size:
            return b""
        while not self._is_over and not (cut := self._cut()):
            self._take(self._stream.read(CHUNK))
        piece, self._held = (self._held, b"") if self._is_over else (self._held[:cut], self._held[cut:])
        _check_escapes(piece)
        return piece

    def _take(self, data: bytes) -> None:
        self._is_over = not data
        self._held += self._decoder.decode(data, final=not data).encode()
        if len(self._held) > LONGEST_TEXT:
            raise _FaultError(f"un texte de plus de {LONGEST_TEXT} caractères")

    def _cut(self) -> int:
        """Give where to cut: after a comma or a space, which no escape holds."""
        return max(self._held.rfind(b","), self._held.rfind(b" ")) + 1


def _check_escapes(piece: bytes) -> None:
    if b"\\u" not in piece:
        return
    found = _ALONE.search(_PAIRS.sub(b"", piece.replace(b"\\\\", b"")))
    if found:
        raise _FaultError(f"l’échappement « {found[0].decode()} » ne fait aucun caractère")
