"""Files made by the tests, honest or not, and their reading by a real child process."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from importers.reading.parent import read_rows
from importers.statements import Given, Row

PLAIN = "tests.importers.reading.plain_source"

_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"

WORKBOOK = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Liste" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/styles.xml": f'<styleSheet xmlns="{_SHEETS}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="20"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}


def rows_of(*paths: Path, module: str = PLAIN) -> list[Row]:
    """Read files as the application does."""
    return list(read_rows(module, [Given(path.name, path) for path in paths]))


def cells_of(*paths: Path) -> list[Mapping[str, Any]]:
    """Give what the rows hold."""
    return [row.cells for row in rows_of(*paths)]


def text(reference: str, value: str) -> str:
    """Give a cell of text of an XLSX."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def xlsx(
    path: Path,
    rows: str,
    extra: Mapping[str, str | bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """Write a workbook of one sheet; `extra` are more members, or others in their place."""
    sheet = f'<worksheet xmlns="{_SHEETS}"><sheetData>{rows}</sheetData></worksheet>'
    members = {**WORKBOOK, "xl/worksheets/sheet1.xml": sheet, **(extra or {})}
    return package(path, members.items(), compression)


def ods(path: Path, rows: str) -> Path:
    """Write a workbook of OpenDocument, of one sheet."""
    content = (
        f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Liste">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"/>'
    kind = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return package(path, [kind, ("content.xml", content), ("META-INF/manifest.xml", manifest)])


def package(
    path: Path,
    members: Iterable[tuple[str | zipfile.ZipInfo, str | bytes]],
    compression: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """Write a zip package."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path
