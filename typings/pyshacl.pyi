from rdflib import Graph

def validate(
    data_graph: Graph, *, shacl_graph: Graph | None = None, inference: str | None = None, advanced: bool = False, meta_shacl: bool = False
) -> tuple[bool, Graph, str]: ...
