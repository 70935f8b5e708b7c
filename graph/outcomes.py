"""What became of review decisions in a knowledge base: in effect, kept, replaced, or not to be placed; none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph.folder import Folder
from graph.identifiers import Identifiers
from graph.manifest import Entry, Manifest
from graph.replay import Outcome
from graph.review_log import ReviewLog
from graph.statements import build_graphs
from graph.store import GraphStore


def outcomes(folder: Folder, manifest: Manifest, log: ReviewLog, graphs: Callable[[], GraphStore]) -> Iterator[Outcome]:
    """Yield what became of each decision that counts, in order; documents with decisions are put together once more in memory.

    `graphs` opens the store for reading, where it is needed.
    """
    found: dict[str, Outcome] = {}
    for entry in sorted(manifest.documents.values(), key=lambda entry: entry.id):
        if entry.merged_into is None:
            found.update((item.decision.id, item) for item in _of(folder, manifest, log, entry))
    store = graphs() if any(decision.on_things for decision in log.active) else None
    for decision in log.active:
        if decision.on_things and store is not None:
            known = [thing for thing in decision.things if store.documents_with(thing.iri) or log.identity.stands_for(thing.iri)[2]]
            enough = len(known) > 1 or (decision.action == "split" and decision.document in manifest.documents)
            yield Outcome(decision, "placed" if enough else "idle", "" if enough else "no document names these things now")
        else:
            yield found.get(decision.id) or Outcome(decision, "unplaced", f"{decision.source}: no such document any more")


def _of(folder: Folder, manifest: Manifest, log: ReviewLog, entry: Entry) -> tuple[Outcome, ...]:
    decisions = log.of(entry.id, (entry.source, *entry.other_names), manifest.documents)
    for name in entry.stands_for:
        other = manifest.documents.get(name)
        decisions += log.of(name, (other.source, *other.other_names), manifest.documents) if other else ()
    if not decisions:
        return ()
    document, extraction = folder.read_document(entry.id), folder.read_extraction(entry.id)
    ids = Identifiers(manifest.base)
    return build_graphs(document, extraction, ids, decisions=decisions, identity=log.identity, names=entry.other_names).outcomes
