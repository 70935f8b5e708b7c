"""Word files for the fuzzer: a small one with every part that is read, and changes to the elements of its parts."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

_BASE = "http://schemas.openxmlformats.org"
_W = f"{_BASE}/wordprocessingml/2006/main"
_MC = f"{_BASE}/markup-compatibility/2006"
_R = f"{_BASE}/officeDocument/2006/relationships"
_SPACES = f'xmlns:w="{_W}" xmlns:mc="{_MC}" xmlns:r="{_R}"'
_KINDS = ("styles", "numbering", "footnotes", "endnotes", "header")
_NAMES = (
    "body p r t tab br cr sym noBreakHyphen softHyphen del ins delText moveFrom moveTo sdt sdtContent hyperlink smartTag "
    "fldSimple fldChar instrText pict txbxContent tbl tr tc tblPr trPr tcPr gridSpan vMerge gridBefore gridAfter pPr rPr "
    "pStyle numPr ilvl numId outlineLvl vanish vertAlign footnoteReference endnoteReference footnote endnote style name "
    "basedOn lvl start numFmt lvlText abstractNum num abstractNumId lvlOverride startOverride customXml ruby rubyBase rt "
    "sectPr "
)
_TAGS = (
    *(f"{{{_W}}}{name}" for name in _NAMES.split()),
    *(f"{{{_MC}}}{name}" for name in ("AlternateContent", "Choice", "Fallback")),
)
_VALUES = (
    "", "-1", "0", "1", "2", "9", "99999999999999999999", "1.5", "x", "restart", "continue", "chineseCounting", "decimal", "bullet", "none",
    "%1", "%1.%2.%9", "（%1）", "%" * 500, "Title", "B", "heading 1", "heading 99", "superscript", "begin", "separate", "end", 
    "\u2028", "县" * 3000, "true", "false", "External", "../../a", "http://example.org/a",
)  # fmt: skip


def word_parts() -> dict[str, bytes]:
    """Return the parts of a Word file that a mutation may change."""
    words = "清平县在2018年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册。全县核对4221户。"

    def run(inner: str, properties: str = "") -> str:
        return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>"

    def block(inner: str, properties: str = "") -> str:
        return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"

    def cell(inner: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"

    def text(words: str) -> str:
        return run(f"<w:t>{words}</w:t>")

    field = "".join(
        run(f'<w:fldChar w:fldCharType="{kind}"/>') + then
        for kind, then in (("begin", run("<w:instrText>PAGE</w:instrText>")), ("separate", text("7")), ("end", ""))
    )
    raised = run("<w:t>1</w:t>", '<w:vertAlign w:val="superscript"/>')
    tracked = f"<w:ins>{text('增')}</w:ins><w:del>{run('<w:delText>删</w:delText>')}</w:del>"
    rows = (
        '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell(block(text("县")), '<w:gridSpan w:val="2"/>') + cell("<w:p/>"),
        cell(block(text("甲")), '<w:vMerge w:val="restart"/>'),
        cell("<w:p/>", "<w:vMerge/>") + cell(f"<w:tbl><w:tr>{cell('<w:p/>')}</w:tr></w:tbl>"),
    )
    box = block(run(f"<w:pict><w:txbxContent>{block(text('框'))}</w:txbxContent></w:pict>"))
    body = (
        block(text("联查"), '<w:pStyle w:val="Title"/>')
        + block(text("一、做法"), '<w:outlineLvl w:val="0"/>')
        + block(
            text(words)
            + run('<w:footnoteReference w:id="2"/>')
            + raised
            + run('<w:endnoteReference w:id="3"/>')
            + tracked
            + field
            + f'<w:hyperlink r:id="h">{text("链")}</w:hyperlink>'
        )
        + block(run("<w:t>入户。</w:t><w:br/><w:tab/>"), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + block(text("抽查。"), '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr><w:rPr><w:vanish/></w:rPr>')
        + f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
        + f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:p/></mc:Fallback></mc:AlternateContent>"
        + f"<w:sdt><w:sdtContent>{block(text('控'))}</w:sdtContent></w:sdt>"
    )
    note = "<w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>注。</w:t></w:r></w:p>"
    inner = {
        "document": f"<w:body>{body}</w:body>",
        "styles": '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="heading 1"/><w:basedOn w:val="Title"/>'
        '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>',
        "numbering": '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="（%1）"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>',
        "footnotes": f'<w:footnote w:id="2">{note}</w:footnote>',
        "endnotes": f'<w:endnote w:id="3">{note}</w:endnote>',
        "header": "<w:p><w:r><w:t>页眉</w:t></w:r></w:p>",
    }
    roots = {"header": "hdr"}
    kinds = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
        f'{"document.main" if name == "document" else name}+xml"/>'
        for name in inner
    )
    relations = "".join(f'<Relationship Id="r{n}" Type="{_R}/{name}" Target="{name}.xml"/>' for n, name in enumerate(_KINDS))
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_BASE}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{kinds}<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_BASE}/package/2006/relationships"><Relationship Id="a" Type="{_R}/officeDocument" '
        'Target="word/document.xml"/><Relationship Id="b" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
        'core-properties" Target="docProps/core.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_BASE}/package/2006/relationships">{relations}'
        f'<Relationship Id="h" Type="{_R}/hyperlink" Target="http://example.org/" TargetMode="External"/></Relationships>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>联查</dc:title><dc:creator>王某</dc:creator><cp:keywords>户</cp:keywords>'
        "<cp:revision>2</cp:revision><dcterms:created>2019-01-01T00:00:00Z</dcterms:created></cp:coreProperties>",
        **{f"word/{name}.xml": f"<w:{roots.get(name, name)} {_SPACES}>{xml}</w:{roots.get(name, name)}>" for name, xml in inner.items()},
    }
    return {name: ("<?xml version='1.0' encoding='UTF-8'?>" + xml).encode() for name, xml in parts.items()}


def packed(parts: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Return a .zip of the parts by name."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", method) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def with_elements_changed(parts: dict[str, bytes], dice: random.Random) -> bytes:
    """Return a package in which elements of one or two parts are moved, repeated, nested, renamed or given other values.

    Parts that are no XML any more are left as they are.
    """
    found = dict(parts)
    for _ in range(dice.choice((1, 1, 2))):
        match dice.randrange(25):
            case 0 if len(found) > 1:
                del found[dice.choice(list(found))]
            case 1:
                one, other = dice.choice(list(found)), dice.choice(list(found))
                found[one], found[other] = found[other], found[one]
            case _:
                name = dice.choice([*(name for name in found if name.startswith("word/")), *found])
                found[name] = _changed_tree(found[name], dice)
    return packed(found, dice.choice((ZIP_DEFLATED, ZIP_STORED)))


def _changed_tree(data: bytes, dice: random.Random) -> bytes:
    try:
        root = ET.fromstring(data)
    except ET.ParseError:
        return data
    for _ in range(dice.randint(1, 5)):
        places = [(parent, child) for parent in root.iter() for child in parent]
        if not places or len(places) > 4000:
            break
        parent, child = dice.choice(places)
        _change(root, parent, child, dice)
    try:
        return ET.tostring(root, encoding="utf-8", xml_declaration=True)
    except (RecursionError, ValueError):
        return data


def _change(root: ET.Element, parent: ET.Element, child: ET.Element, dice: random.Random) -> None:
    match dice.randrange(9):
        case 0:
            parent.remove(child)
        case 1:
            for _ in range(dice.choice((1, 2, 40))):
                parent.append(_copy(child))
        case 2:
            dice.choice(list(root.iter())).append(_copy(child))
        case 3:
            child.tag = dice.choice(_TAGS)
        case 4:
            for name in [*child.attrib][-1:]:
                child.set(name, dice.choice(_VALUES))
        case 5 | 6:
            child.text = dice.choice(_VALUES)
        case 7:
            _nest(parent, child, dice.choice((1, 2, 30, 300)), dice)
        case _:
            added = ET.SubElement(child, dice.choice(_TAGS))
            added.set(f"{{{_W}}}val", dice.choice(_VALUES))
            added.set(f"{{{_W}}}id", dice.choice(_VALUES))
            added.text = dice.choice(_VALUES)


def _copy(element: ET.Element) -> ET.Element:
    try:
        return ET.fromstring(ET.tostring(element))
    except (RecursionError, ET.ParseError, ValueError):
        return ET.Element(element.tag)


def _nest(parent: ET.Element, child: ET.Element, depth: int, dice: random.Random) -> None:
    """Put the child `depth` elements deeper than it stands."""
    tags = [dice.choice(_TAGS) for _ in range(dice.choice((1, 2, 3)))]
    at = list(parent).index(child)
    inner = child
    for number in range(depth):
        outer = ET.Element(tags[number % len(tags)])
        outer.append(inner)
        inner = outer
    parent.remove(child)
    parent.insert(at, inner)
