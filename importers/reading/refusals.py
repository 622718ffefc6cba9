"""Why a file is refused, whole."""

import lzma
import tarfile
import zipfile
import zlib

DAMAGE = (
    EOFError,
    NotImplementedError,
    OSError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What libraries raise on a file that was cut short, altered, or packed in a way that nobody uses."""

DAMAGED = "il est abîmé ou incomplet, téléchargez-le de nouveau"


class FileRefusedError(ValueError):
    """A file that cannot be read: `reason` begins without a capital and ends without a full stop."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Fichier refusé : {reason}. Rien n’a été importé.")

    @property
    def sentence(self) -> str:
        """Say it to a person."""
        return str(self)


def in_words(size: int) -> str:
    """Give a number of bytes as people read it: « 300 Mo »."""
    return f"{size / 1_000_000:.0f} Mo" if size >= 1_000_000 else f"{size / 1000:.0f} ko"
