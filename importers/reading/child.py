"""The process that reads files: `python -m importers.reading.child MODULE NAME PATH…`, JSON lines out.

Started by `parent.py` only. A line is a row, `[line, cells]`; the last one says how it ended:
`{"end": count}`, `{"refused": reason}` or `{"crashed": where}`.
"""

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import TextIO

from importers.reading.limits import limit_this_process, seconds_for
from importers.reading.refusals import FileRefusedError
from importers.statements import Given


def main(arguments: Sequence[str]) -> None:
    """Read the files with a source's module, within limits, and write what comes out."""
    module, *names_and_paths = arguments
    files = [
        Given(name, Path(path))
        for name, path in zip(names_and_paths[::2], names_and_paths[1::2], strict=True)
    ]
    out = _take_output()
    limit_this_process(seconds_for(file.path for file in files))
    _write_end(out, _ending(module, files, out))


def _take_output() -> TextIO:
    """Keep the way out for rows: whatever else is printed goes with the errors."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def _ending(module: str, files: Sequence[Given], out: TextIO) -> dict[str, object]:
    """Write the rows, and give how it ended. A library may raise anything, `PanicException` included."""
    try:
        count = 0
        for row in import_module(module).read(files):
            count += 1
            out.write(json.dumps([row.line, row.cells], ensure_ascii=False, allow_nan=False) + "\n")
        return {"end": count}
    except FileRefusedError as error:
        return {"refused": error.reason}
    except MemoryError:
        return {"refused": "il demande trop de mémoire pour être lu"}
    except BrokenPipeError:
        os._exit(0)
    except BaseException as error:
        return {"crashed": _where(error)}


def _where(error: BaseException) -> str:
    """Name an error and the line it came from, without its message: it may quote the file."""
    frames = extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:]]
    return f"{type(error).__name__} {' '.join(places)}"


def _write_end(out: TextIO, ending: dict[str, object]) -> None:
    out.write(json.dumps(ending, ensure_ascii=False) + "\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
