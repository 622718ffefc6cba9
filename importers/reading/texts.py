"""Bytes into text: how a file is encoded, its lines under a cap, and the repair of what was encoded twice."""

import codecs
import io
import re
from collections.abc import Iterator

import ftfy
from ftfy import bad_codecs

from importers.reading.files import CHUNK, opened
from importers.reading.refusals import FileRefusedError
from importers.statements import Given

LONGEST_LINE = 1_000_000
CP1252 = "sloppy-windows-1252"
"""Windows-1252 as browsers read it, that of ftfy: its five unassigned bytes are taken instead of failing.
Latin-1 is read with it too: it only differs by control characters that nobody writes."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUSPECT = re.compile("[\x80-\x9fÂÃÅâ€Ëï]")


bad_codecs.ok()


def encoding_of(given: Given) -> str:
    """Give the encoding of `given`, all of it read: UTF-8 if it is valid, Windows-1252 otherwise."""
    with opened(given) as stream:
        start = stream.read(CHUNK)
        if marked := encoding_by_mark(start):
            return marked
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while start:
                decoder.decode(start)
                start = stream.read(CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return CP1252
    return "utf-8"


def encoding_by_mark(start: bytes) -> str:
    """Give the encoding that the first bytes of a file show, "" where they show none."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    return _utf_16(start)


def _utf_16(start: bytes) -> str:
    """Recognise UTF-16 without its mark: one byte of two is zero, as letters of our alphabet have it."""
    zeros = start[0::2].count(0), start[1::2].count(0)
    if max(zeros) * 3 < len(start) or min(zeros) * 20 > len(start):
        return ""
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def read_lines(given: Given, encoding: str) -> Iterator[str]:
    """Give the lines of `given`, their ends kept. Refuses a NUL, and a line that never ends, by number."""
    with opened(given) as stream:
        text = io.TextIOWrapper(stream, encoding, newline="")
        number = 0
        while line := _line(text, number := number + 1):
            yield line


def _line(text: io.TextIOWrapper, number: int) -> str:
    try:
        line = text.readline(LONGEST_LINE)
    except UnicodeError as error:
        raise FileRefusedError(f"ligne {number} : le texte est abîmé, enregistrez-le en UTF-8") from error
    if len(line) >= LONGEST_LINE:
        raise FileRefusedError(f"ligne {number} : plus de {LONGEST_LINE} caractères sur une seule ligne")
    if "\x00" in line:
        raise FileRefusedError(f"ligne {number} : un caractère nul, ce n’est pas un fichier de texte")
    return line


def is_suspect(text: str) -> bool:
    """Tell whether `text` has letters that a wrong encoding leaves behind."""
    return not text.isascii() and _SUSPECT.search(text) is not None


def repaired(text: str) -> str:
    """Give `text` as it was written, when it was encoded twice (« crÃ¨che ») or with the wrong controls."""
    return ftfy.fixes.fix_c1_controls(ftfy.fix_encoding(text)) if is_suspect(text) else text
