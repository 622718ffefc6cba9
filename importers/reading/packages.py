"""What a zip package promises, read from its directory before anything in it is unpacked."""

import stat
import struct
import zipfile
from pathlib import Path
from typing import IO

from importers.reading.refusals import DAMAGE, DAMAGED, FileRefusedError, in_words

MOST_MEMBERS = 2000
LARGEST_PACKAGE = 500_000_000
HIGHEST_RATIO = 100
UNJUDGED = 1_000_000

_END = struct.Struct("<4s4H2LH")
_NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".jar", ".gz", ".bz2", ".xz", ".7z", ".rar")
_MACROS = ("vbaproject.bin", "basic/", "scripts/", "xl/macrosheets/")
_IS_ENCRYPTED = 0x1


def check_package(path: Path, largest: int = LARGEST_PACKAGE) -> frozenset[str]:
    """Give the names of a zip package's members, or refuse it for what its directory says."""
    _check_end(path)
    try:
        with zipfile.ZipFile(path) as package:
            infos = package.infolist()
    except (*DAMAGE, ValueError, struct.error) as error:
        raise FileRefusedError(DAMAGED) from error
    for info in infos:
        _check_member(info)
    _check_sizes(sum(info.file_size for info in infos), path.stat().st_size, largest)
    return frozenset(info.filename for info in infos)


def open_member(package: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open a member, whose own head may not say what the directory says."""
    try:
        return package.open(name)
    except (*DAMAGE, ValueError) as error:
        raise FileRefusedError(DAMAGED) from error


def _check_end(path: Path) -> None:
    """Read how many members there are where zip files say it, before a directory of 100,000 is built."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_557))
        tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _END.size:
        raise FileRefusedError(DAMAGED)
    _, _, _, _, count, size, _, _ = _END.unpack_from(tail, found)
    if count > MOST_MEMBERS or size > MOST_MEMBERS * 500:
        raise FileRefusedError(f"{count} fichiers dans un seul (maximum {MOST_MEMBERS})")


def _check_member(info: zipfile.ZipInfo) -> None:
    name = info.filename.lower()
    if not name:
        raise FileRefusedError(DAMAGED)
    if info.flag_bits & _IS_ENCRYPTED:
        raise FileRefusedError("il est protégé par un mot de passe ; enregistrez-le sans mot de passe")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefusedError("il est compressé d’une façon rare ; enregistrez-le de nouveau")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise FileRefusedError("il contient un lien vers un autre fichier")
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise FileRefusedError("il contient un fichier dont le nom désigne un autre dossier")
    if name.endswith(_NESTED):
        raise FileRefusedError("il contient une autre archive ou un autre classeur")
    if name.startswith(_MACROS) or name.endswith(_MACROS):
        raise FileRefusedError("il contient des macros ; enregistrez-le sans macros (.xlsx ou .ods)")


def _check_sizes(unpacked: int, packed: int, largest: int) -> None:
    if unpacked > largest:
        raise FileRefusedError(f"{in_words(unpacked)} une fois décompressé (maximum {in_words(largest)})")
    if unpacked > UNJUDGED and unpacked > HIGHEST_RATIO * packed:
        raise FileRefusedError(f"il se décompresse plus de {HIGHEST_RATIO} fois, comme un fichier piégé")
