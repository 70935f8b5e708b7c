"""Makes the documentation of the ontology, a page and a drawing, out of the Turtle files: `python -m ontology.documentation FOLDER`."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ontology.drawing import drawing
from ontology.resources import Part, triples
from ontology.vocabulary import DCTERMS, PREFIXES, RDF_TYPE, SCHEMA, SKOS, VOCAB, ZT

_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SH = "http://www.w3.org/ns/shacl#"
_SHAPES = "https://w3id.org/zhitu/shapes#"
_MORE_PREFIXES = {
    "foaf": "http://xmlns.com/foaf/0.1/",
    "cito": "http://purl.org/spar/cito/",
    "fabio": "http://purl.org/spar/fabio/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "p-plan": "http://purl.org/net/p-plan#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
}
_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_DOMAIN = (f"{_RDFS}domain", f"{SCHEMA}domainIncludes")
_RANGE = (f"{_RDFS}range", f"{SCHEMA}rangeIncludes")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages, empty where there is none."""

    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A term, its Chinese label where it is one of ours, and where a click leads."""

    name: str
    href: str
    zh: str = ""


def write(folder: Path) -> None:
    """Write `index.html` and `ontology.svg` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_bytes(text.encode())


def pages() -> Mapping[str, str]:
    """Return the files of the documentation by name; the same ontology gives the same bytes."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    template = (files("ontology") / "templates" / "ontology.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    head, picture = f"{ZT.removesuffix('#')}", drawing()
    page = environment.from_string(template).render(
        title=_text("core", head, f"{DCTERMS}title"),
        description=_text("core", head, f"{DCTERMS}description"),
        version=_one("core", head, f"{_OWL}versionInfo"),
        version_iri=_one("core", head, f"{_OWL}versionIRI"),
        licence=_one("core", head, f"{DCTERMS}license"),
        namespace=ZT,
        drawing=Markup(picture),  # made above, out of escaped names
        classes=[_term(iri) for iri in _of_type("core", "Class")],
        properties=[_term(iri) for iri in (*_of_type("core", "ObjectProperty"), *_of_type("core", "DatatypeProperty"))],
        schemes=[_scheme(iri) for iri in _subjects("concepts", f"{SKOS}ConceptScheme")],
        shapes=[_shape(iri) for iri in _subjects("shapes", f"{_SH}NodeShape")],
        changes=_changes(),
    )
    return {"index.html": page, "ontology.svg": picture}


def _term(iri: str) -> dict[str, object]:
    return {
        "name": iri.removeprefix(ZT),
        "label": _text("core", iri, f"{_RDFS}label"),
        "definition": _text("core", iri, f"{SKOS}definition"),
        "comments": _values("core", iri, f"{_RDFS}comment"),
        "above": _links(_values("core", iri, f"{_RDFS}subClassOf", f"{_RDFS}subPropertyOf")),
        "domains": _links(_values("core", iri, *_DOMAIN)),
        "ranges": _links(_values("core", iri, *_RANGE)),
        "outgoing": _links(_pointing(iri, _DOMAIN)),
        "incoming": _links(_pointing(iri, _RANGE)),
        "matches": [
            (name, _links((*_values("core", iri, f"{SKOS}{name}"), *_values("alignments", iri, f"{SKOS}{name}")))) for name in _MATCHES
        ],
    }


def _scheme(iri: str) -> dict[str, object]:
    members = [subject for subject, of in _described("concepts").items() if iri in _plain(of.get(f"{SKOS}inScheme", ()))]
    return {**_concept(iri), "concepts": [_concept(member) for member in members]}


def _concept(iri: str) -> dict[str, object]:
    label = _text("concepts", iri, f"{SKOS}prefLabel")
    other = _text("concepts", iri, f"{_RDFS}label")
    return {
        "name": iri.removeprefix(VOCAB) if iri.startswith(VOCAB) else f"unit/{iri.rsplit('/', 1)[-1]}",
        "iri": iri,
        "label": Text(label.zh or other.zh, label.en or other.en),
        "definition": _text("concepts", iri, f"{SKOS}definition"),
        "note": _text("concepts", iri, f"{SKOS}scopeNote"),
    }


def _shape(iri: str) -> dict[str, object]:
    paths = [path for part in _values("shapes", iri, f"{_SH}property") for path in _values("shapes", part, f"{_SH}path")]
    names = [_name(path) for path in paths if not path.startswith(f"{ZT.removesuffix('ns#')}.well-known")]
    return {
        "name": iri.removeprefix(_SHAPES),
        "label": _text("shapes", iri, f"{_RDFS}label"),
        "targets": _links(_values("shapes", iri, f"{_SH}targetClass", f"{_SH}targetSubjectsOf")),
        "paths": list(dict.fromkeys(names)),
    }


def _changes() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in (files("ontology") / "CHANGELOG.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found.append((line.removeprefix("## "), []))
        elif line.startswith("- ") and found:
            found[-1][1].append(line.removeprefix("- "))
        elif line.startswith("  ") and found:
            found[-1][1][-1] += f" {line.strip()}"
    return found


@cache
def _described(part: Part) -> dict[str, dict[str, list[NamedNode | Literal]]]:
    """Return the values of a part by subject and predicate, in file order."""
    found: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for triple in triples(part):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            found.setdefault(triple.subject.value, defaultdict(list))[triple.predicate.value].append(triple.object)
    return found


def _subjects(part: Part, kind: str) -> list[str]:
    return [subject for subject, of in _described(part).items() if kind in _plain(of.get(RDF_TYPE.value, ()))]


def _of_type(part: Part, kind: str) -> list[str]:
    return [iri for iri in _subjects(part, f"{_OWL}{kind}") if iri.startswith(ZT)]


def _plain(values: Iterable[NamedNode | Literal]) -> list[str]:
    return [value.value for value in values]


def _values(part: Part, iri: str, *predicates: str) -> list[str]:
    of = _described(part).get(iri, {})
    return [value for predicate in predicates for value in _plain(of.get(predicate, ()))]


def _one(part: Part, iri: str, predicate: str) -> str:
    return next(iter(_values(part, iri, predicate)), "")


def _text(part: Part, iri: str, predicate: str) -> Text:
    values = _described(part).get(iri, {}).get(predicate, [])
    by_language = {value.language: value.value for value in values if isinstance(value, Literal)}
    return Text(by_language.get("zh", ""), by_language.get("en", ""))


def _pointing(iri: str, predicates: tuple[str, ...]) -> list[str]:
    return [subject for subject in _described("core") if iri in _values("core", subject, *predicates)]


def _links(iris: Iterable[str]) -> list[Link]:
    return [_link(iri) for iri in dict.fromkeys(iris)]


def _link(iri: str) -> Link:
    if iri.startswith(ZT):
        return Link(f"zt:{iri.removeprefix(ZT)}", f"#{iri.removeprefix(ZT)}", _text("core", iri, f"{_RDFS}label").zh)
    return Link(_name(iri), iri)


def _name(iri: str) -> str:
    for prefix, namespace in (*PREFIXES.items(), *_MORE_PREFIXES.items()):
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


if __name__ == "__main__":
    write(Path(sys.argv[1]))
