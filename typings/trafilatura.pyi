from lxml.etree import Element

class Document:
    body: Element | None

def bare_extraction(
    filecontent: str,
    *,
    include_comments: bool = ...,
    include_tables: bool = ...,
    favor_recall: bool = ...,
    with_metadata: bool = ...,
) -> Document | None: ...
