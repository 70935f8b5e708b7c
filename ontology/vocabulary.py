"""The terms of the Zhitu core and of the vocabularies beside it, as constants; a test holds them equal to `core.ttl`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

ZT: Final = "https://w3id.org/zhitu/ns#"
VOCAB: Final = "https://w3id.org/zhitu/vocab/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
ORG: Final = "http://www.w3.org/ns/org#"
OA: Final = "http://www.w3.org/ns/oa#"
SCHEMA: Final = "https://schema.org/"
BIBO: Final = "http://purl.org/ontology/bibo/"

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zt": ZT,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": XSD,
        "skos": SKOS,
        "dcterms": DCTERMS,
        "prov": PROV,
        "org": ORG,
        "oa": OA,
        "schema": SCHEMA,
        "bibo": BIBO,
        "unit": "http://qudt.org/vocab/unit/",
    }
)
"""Prefixes for exports and for people's queries."""

# Classes of the core
SOURCE_DOCUMENT: Final = NamedNode(ZT + "SourceDocument")
TEXT_SPAN: Final = NamedNode(ZT + "TextSpan")
STATEMENT: Final = NamedNode(ZT + "Statement")
EXTRACTION: Final = NamedNode(ZT + "Extraction")
CASE: Final = NamedNode(ZT + "Case")
MECHANISM: Final = NamedNode(ZT + "Mechanism")
STEP: Final = NamedNode(ZT + "Step")
MEASURE: Final = NamedNode(ZT + "Measure")
ACTOR: Final = NamedNode(ZT + "Actor")
TASK_ORGANIZATION: Final = NamedNode(ZT + "TaskOrganization")
ROLE_ASSIGNMENT: Final = NamedNode(ZT + "RoleAssignment")
PROBLEM: Final = NamedNode(ZT + "Problem")
OUTCOME: Final = NamedNode(ZT + "Outcome")
INDICATOR: Final = NamedNode(ZT + "Indicator")
INDICATOR_OBSERVATION: Final = NamedNode(ZT + "IndicatorObservation")
THEORY_CONCEPT: Final = NamedNode(ZT + "TheoryConcept")
POLICY_DOCUMENT: Final = NamedNode(ZT + "PolicyDocument")
STANDARD: Final = NamedNode(ZT + "Standard")
PLACE: Final = NamedNode(ZT + "Place")

# Object properties of the core
STUDIES_CASE: Final = NamedNode(ZT + "studiesCase")
IN_PLACE: Final = NamedNode(ZT + "inPlace")
EMPLOYS_MECHANISM: Final = NamedNode(ZT + "employsMechanism")
ADOPTS_MEASURE: Final = NamedNode(ZT + "adoptsMeasure")
HAS_STEP: Final = NamedNode(ZT + "hasStep")
MECHANISM_TYPE: Final = NamedNode(ZT + "mechanismType")
INVOLVES_ACTOR: Final = NamedNode(ZT + "involvesActor")
PERFORMED_BY: Final = NamedNode(ZT + "performedBy")
ACTS_ON: Final = NamedNode(ZT + "actsOn")
DEONTIC: Final = NamedNode(ZT + "deontic")
ACTOR_TYPE: Final = NamedNode(ZT + "actorType")
ADMIN_LEVEL: Final = NamedNode(ZT + "adminLevel")
SUPERVISES: Final = NamedNode(ZT + "supervises")
HEADS: Final = NamedNode(ZT + "heads")
PART_OF: Final = NamedNode(ZT + "partOf")
MEASURE_TYPE: Final = NamedNode(ZT + "measureType")
PROBLEM_TYPE: Final = NamedNode(ZT + "problemType")
PROPONENT: Final = NamedNode(ZT + "proponent")
FACES_PROBLEM: Final = NamedNode(ZT + "facesProblem")
CAUSED_BY: Final = NamedNode(ZT + "causedBy")
ADDRESSES: Final = NamedNode(ZT + "addresses")
RESULTS_IN: Final = NamedNode(ZT + "resultsIn")
TARGETS: Final = NamedNode(ZT + "targets")
FUNDED_BY: Final = NamedNode(ZT + "fundedBy")
HAS_INDICATOR: Final = NamedNode(ZT + "indicator")
OBSERVED_FOR: Final = NamedNode(ZT + "observedFor")
UNIT: Final = NamedNode(ZT + "unit")
VALUE_QUALIFIER: Final = NamedNode(ZT + "valueQualifier")
BASED_ON_POLICY: Final = NamedNode(ZT + "basedOnPolicy")
CITES_POLICY: Final = NamedNode(ZT + "citesPolicy")
ISSUED_BY: Final = NamedNode(ZT + "issuedBy")
USES_THEORY: Final = NamedNode(ZT + "usesTheory")
EVIDENCE: Final = NamedNode(ZT + "evidence")
IN_DOCUMENT: Final = NamedNode(ZT + "inDocument")
MODALITY: Final = NamedNode(ZT + "modality")
REVIEW_STATUS: Final = NamedNode(ZT + "reviewStatus")
RESOLVED_BY: Final = NamedNode(ZT + "resolvedBy")

# Datatype properties of the core
STEP_ORDER: Final = NamedNode(ZT + "stepOrder")
ACTION: Final = NamedNode(ZT + "action")
CONDITION: Final = NamedNode(ZT + "condition")
OR_ELSE: Final = NamedNode(ZT + "orElse")
VALUE: Final = NamedNode(ZT + "value")
YEAR: Final = NamedNode(ZT + "year")
START_YEAR: Final = NamedNode(ZT + "startYear")
TIME_TEXT: Final = NamedNode(ZT + "timeText")
CONFIDENCE: Final = NamedNode(ZT + "confidence")
MEMBER_COUNT: Final = NamedNode(ZT + "memberCount")
RULE: Final = NamedNode(ZT + "rule")
PAGE: Final = NamedNode(ZT + "page")

# Terms of other vocabularies
RDF_TYPE: Final = NamedNode(RDF + "type")
RDF_STATEMENT: Final = NamedNode(RDF + "Statement")
RDF_SUBJECT: Final = NamedNode(RDF + "subject")
RDF_PREDICATE: Final = NamedNode(RDF + "predicate")
RDF_OBJECT: Final = NamedNode(RDF + "object")
RDFS_LABEL: Final = NamedNode(RDFS + "label")
RDFS_SUB_CLASS_OF: Final = NamedNode(RDFS + "subClassOf")
RDFS_SUB_PROPERTY_OF: Final = NamedNode(RDFS + "subPropertyOf")
RDFS_RANGE: Final = NamedNode(RDFS + "range")
RDFS_COMMENT: Final = NamedNode(RDFS + "comment")
PREF_LABEL: Final = NamedNode(SKOS + "prefLabel")
ALT_LABEL: Final = NamedNode(SKOS + "altLabel")
IN_SCHEME: Final = NamedNode(SKOS + "inScheme")
SKOS_CONCEPT: Final = NamedNode(SKOS + "Concept")
COLLECTION: Final = NamedNode(SKOS + "Collection")
MEMBER: Final = NamedNode(SKOS + "member")
CLOSE_MATCH: Final = NamedNode(SKOS + "closeMatch")
IDENTIFIER: Final = NamedNode(DCTERMS + "identifier")
TITLE: Final = NamedNode(DCTERMS + "title")
RELATION: Final = NamedNode(DCTERMS + "relation")
SPATIAL: Final = NamedNode(DCTERMS + "spatial")
TYPE: Final = NamedNode(DCTERMS + "type")
ALTERNATIVE: Final = NamedNode(DCTERMS + "alternative")
CREATOR: Final = NamedNode(DCTERMS + "creator")
ISSUED: Final = NamedNode(DCTERMS + "issued")
LANGUAGE: Final = NamedNode(DCTERMS + "language")
SOURCE: Final = NamedNode(DCTERMS + "source")
HAS_FORMAT: Final = NamedNode(DCTERMS + "hasFormat")
BIBLIOGRAPHIC_CITATION: Final = NamedNode(DCTERMS + "bibliographicCitation")
COVERAGE: Final = NamedNode(DCTERMS + "coverage")
WAS_GENERATED_BY: Final = NamedNode(PROV + "wasGeneratedBy")
WAS_ATTRIBUTED_TO: Final = NamedNode(PROV + "wasAttributedTo")
WAS_ASSOCIATED_WITH: Final = NamedNode(PROV + "wasAssociatedWith")
WAS_REVISION_OF: Final = NamedNode(PROV + "wasRevisionOf")
WAS_INFLUENCED_BY: Final = NamedNode(PROV + "wasInfluencedBy")
USED: Final = NamedNode(PROV + "used")
ENDED_AT_TIME: Final = NamedNode(PROV + "endedAtTime")
ACTIVITY: Final = NamedNode(PROV + "Activity")
PERSON: Final = NamedNode(PROV + "Person")
SOFTWARE_AGENT: Final = NamedNode(PROV + "SoftwareAgent")
ORG_MEMBER: Final = NamedNode(ORG + "member")
ORG_ORGANIZATION: Final = NamedNode(ORG + "organization")
ORG_ROLE: Final = NamedNode(ORG + "role")
OA_START: Final = NamedNode(OA + "start")
OA_END: Final = NamedNode(OA + "end")
OA_EXACT: Final = NamedNode(OA + "exact")
OA_PREFIX: Final = NamedNode(OA + "prefix")
OA_SUFFIX: Final = NamedNode(OA + "suffix")
SCHEMA_SHA256: Final = NamedNode(SCHEMA + "sha256")
SCHEMA_KEYWORDS: Final = NamedNode(SCHEMA + "keywords")
SCHEMA_OBSERVATION: Final = NamedNode(SCHEMA + "Observation")
BIBO_ISSUE: Final = NamedNode(BIBO + "issue")
BIBO_PAGES: Final = NamedNode(BIBO + "pages")
BIBO_DOI: Final = NamedNode(BIBO + "doi")
BIBO_IDENTIFIER: Final = NamedNode(BIBO + "identifier")
XSD_DECIMAL: Final = NamedNode(XSD + "decimal")
XSD_INTEGER: Final = NamedNode(XSD + "integer")
XSD_POSITIVE_INTEGER: Final = NamedNode(XSD + "positiveInteger")
XSD_NON_NEGATIVE_INTEGER: Final = NamedNode(XSD + "nonNegativeInteger")
XSD_G_YEAR: Final = NamedNode(XSD + "gYear")
XSD_DATE_TIME: Final = NamedNode(XSD + "dateTime")
