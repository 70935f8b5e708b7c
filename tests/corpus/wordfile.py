"""Word files out of their own XML, for what python-docx cannot write: notes, numbering, tracked changes, text boxes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_BASE = "http://schemas.openxmlformats.org"
_NAMESPACES = (
    f'xmlns:w="{_BASE}/wordprocessingml/2006/main" xmlns:mc="{_BASE}/markup-compatibility/2006" '
    f'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:r="{_BASE}/officeDocument/2006/relationships"'
)
_ROOTS = {"document": "document", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}


def word_parts(body: str, **parts: str) -> dict[str, bytes]:
    """Return the parts of a Word file; `parts` holds the inner XML of styles, numbering, footnotes, endnotes."""
    inner = {"document": f"<w:body>{body}</w:body>", **parts}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for name in inner
        for kind in [f"{name}.main" if name == "document" else name]
    )
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_BASE}/officeDocument/2006/relationships/{name}" Target="{name}.xml"/>'
        for number, name in enumerate(parts)
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_BASE}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_BASE}/package/2006/relationships"><Relationship Id="a" '
        f'Type="{_BASE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_BASE}/package/2006/relationships">{relations}</Relationships>',
        **{f"word/{name}.xml": f"<w:{_ROOTS[name]} {_NAMESPACES}>{text}</w:{_ROOTS[name]}>" for name, text in inner.items()},
    }
    return {name: f"<?xml version='1.0' encoding='UTF-8'?>{text}".encode() for name, text in files.items()}


def packed(parts: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Return a .zip of the parts by name."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", method) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def word_file(body: str, **parts: str) -> bytes:
    """Return a Word file; arguments as those of `word_parts`."""
    return packed(word_parts(body, **parts))


def paragraph(words: str, *, style: str = "", outline: int | None = None, numbered: tuple[int, int] | None = None) -> str:
    """Return a paragraph; `words` may be XML (runs) where it begins with `<`."""
    inner = words if words.startswith("<") else run(words)
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        properties += f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
    if outline is not None:
        properties += f'<w:outlineLvl w:val="{outline}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(words: str, properties: str = "") -> str:
    """Return a run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def style(identity: str, name: str, inner: str = "") -> str:
    """Return a paragraph style."""
    return f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>{inner}</w:style>'


def numbering(*levels: tuple[str, str], identity: int = 1, style: str = "") -> str:
    """Return a list whose levels have each a format and a pattern."""
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{f"<w:pStyle w:val={chr(34)}{style}{chr(34)}/>" if style and n == 0 else ""}<w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (form, pattern) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{identity}">{inner}</w:abstractNum>'
        f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{identity}"/></w:num>'
    )
