"""Changes a knowledge base so that store and manifest agree again after whatever happens in between.

Order: a mark that writing has begun; original, document and annotations; the graphs in one transaction; the manifest, now and
then and at the end; files that are no longer needed; the mark away. What the manifest does not name is not there: who finds the
mark at the next writing drops graphs of documents it does not name and makes those that are missing from stored annotations.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.document import Document
from extract.annotation import Extraction
from graph.decisions import Decision
from graph.duplicates import Signatures, stand_ins
from graph.folder import Folder
from graph.identifiers import Identifiers
from graph.manifest import Entry, Manifest, Policy
from graph.matches import MatchLinks
from graph.opening import is_elsewhere, open_for_writing, place_of
from graph.replay import Outcome
from graph.review_log import append, digest_of, read_log
from graph.statements import DocumentGraphs, build_graphs
from graph.store import GraphStore

_SECONDS_BETWEEN_MANIFESTS = 1.0
_SHARE_OF_MANIFESTS = 30
"""Writing the manifest takes at most one part in this many of the time of a build."""


class Writer:
    """Writes to one knowledge base folder; the caller holds its lock. Nothing is touched before the first change."""

    def __init__(self, folder: Folder, manifest: Manifest) -> None:
        self._folder = folder
        self._base = manifest.base
        self._ids = Identifiers(manifest.base)
        self.documents: dict[str, Entry] = dict(manifest.documents)
        """The documents as they are now, by id."""
        self.signatures = Signatures(folder, self.documents, manifest.pairs)
        self.policy: Policy = manifest.duplicates
        self.reviews = read_log(folder.reviews)
        """Reviewers' decisions; a caller that adds some puts the log as it is then here."""
        self.outcomes: dict[str, tuple[Outcome, ...]] = {}
        """What became of the decisions on the documents whose graphs were made, by document id."""
        self._matches: MatchLinks | None = None
        self._store: GraphStore | None = None
        self._gone: list[Entry] = []
        self._leftovers: set[Path] = set()
        self._saved = 0.0
        self._took = 0.0
        self._was = manifest
        if folder.mark.exists() or is_elsewhere(folder, manifest):
            self._opened()

    def put(
        self,
        entry: Entry,
        original: Callable[[], bytes],
        document: Document,
        extraction: Extraction,
        *,
        instead_of: Entry | None = None,
    ) -> None:
        """Store a document with its annotations and graphs, in place of an older version of the same source where one is given.

        Raises EvidenceError, with everything as it was, where the annotations do not fit the document.
        """
        replaced = instead_of.id if instead_of else None
        graphs = self._built(entry, document, extraction, replaced)
        entry = self._judged(entry, replaced)
        store = self._opened()
        self._folder.write(entry, original, document, extraction)
        if entry.merged_into is None:
            self._replace(store, graphs, replaced)
        previous = self.documents.get(entry.id)
        self.documents[entry.id] = entry
        if previous is not None:
            self._leftovers.add(self._folder.source(previous))
            if entry.merged_into in self.documents and previous.source != entry.source:
                self._replace(store, self._graphs_of(entry.merged_into))  # which names it
        if instead_of is not None and instead_of.id != entry.id:
            self._gone.append(self.documents.pop(instead_of.id))
            self.signatures.forget(instead_of.id)
        self.signatures.put(document)
        self._save_now_and_then()

    def note(self, entry: Entry) -> None:
        """Put down other names of a document; nothing else changes."""
        self._opened()
        self.documents[entry.id] = entry
        self._save_now_and_then()

    def settle(self, policy: Policy | None = None) -> None:
        """Let documents that say nearly the same stand for one another as the policy says, a new one from now on where given.

        What comes out depends on the documents alone. Documents that stand for others are made anew before those lose their graphs.
        """
        if policy is not None and policy != self.policy and self.documents:
            self._opened()
            self.policy = policy
        self._settle_duplicates()
        for entry in [entry for entry in self.documents.values() if self._judged(entry) != entry]:
            self.regraph(entry)

    def _settle_duplicates(self) -> None:
        wanted = stand_ins(self.documents, self.signatures.pairs, self.policy)
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for name, original in sorted(wanted.items()):
            groups[original].append(name)
        changed = [
            replace(entry, merged_into=wanted.get(name), stands_for=tuple(groups.get(name, ())))
            for name, entry in sorted(self.documents.items())
            if entry.merged_into != wanted.get(name) or entry.stands_for != tuple(groups.get(name, ()))
        ]
        if not changed:
            return
        store = self._opened()
        self.documents.update((entry.id, entry) for entry in changed)
        for entry in changed:
            if entry.merged_into is None:
                self._replace(store, self._graphs_of(entry.id))
        for entry in changed:
            if entry.merged_into is not None:
                self._remove(store, entry.id)
        self._save()

    def regraph(self, entry: Entry) -> None:
        """Make a document's graphs anew from its stored annotations."""
        store = self._opened()
        self.documents[entry.id] = self._judged(entry)
        if entry.merged_into is None:
            self._replace(store, self._graphs_of(entry.id))
        self._save_now_and_then()

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Put decisions down in the log, and make anew the graphs of the documents that they are about."""
        store = self._opened()
        append(self._folder.reviews, decisions)
        before = self.reviews
        self.reviews = read_log(self._folder.reviews)
        undone = {decision.undoes for decision in decisions}
        meant = (*decisions, *(decision for decision in before.decisions if decision.id in undone))
        named = {name for decision in meant if decision.on_things for name in (decision.document, decision.source)}
        named |= {name for decision in meant for thing in decision.things for name in store.documents_with(thing.iri)}
        for entry in sorted(self.documents.values(), key=lambda entry: entry.id):
            judged = self._judged(entry)
            if not named.isdisjoint((entry.id, entry.source)) or judged.made_with.get("reviews") != entry.made_with.get("reviews"):
                self.regraph(entry)
            elif entry.made_with.get("identity", "") == before.identity.version:
                self.documents[entry.id] = judged  # none of its things is meant

    def forget(self, entry: Entry) -> None:
        """Take a document out: of the manifest first, because from then on it is gone."""
        store = self._opened()
        self._gone.append(self.documents.pop(entry.id))
        self.signatures.forget(entry.id)
        self._save()
        self._remove(store, entry.id)

    def close(self) -> Manifest:
        """Finish: manifest, files that are no longer needed, mark. Return the manifest as it is now."""
        if self._store is not None:
            if self._matches is not None:
                self._matches.settle()
            self.signatures.write()
            self._save()
            self._matches = None
            self._store.flush()
            self._store = None  # the engine lets go of its files
            self._folder.mark.unlink(missing_ok=True)
        return self._manifest()

    def _graphs_of(self, document_id: str) -> DocumentGraphs:
        document = self._folder.read_document(document_id)
        extraction = self._folder.read_extraction(document_id)
        return self._built(self.documents[document_id], document, extraction)

    def _built(self, entry: Entry, document: Document, extraction: Extraction, replaced: str | None = None) -> DocumentGraphs:
        graphs = build_graphs(
            document,
            extraction,
            self._ids,
            decisions=self._decisions(entry, replaced),
            identity=self.reviews.identity,
            names=entry.other_names,
            others={name: self.documents[name].source for name in entry.stands_for if name in self.documents},
        )
        if graphs.outcomes:
            self.outcomes[entry.id] = graphs.outcomes
        return graphs

    def _decisions(self, entry: Entry, replaced: str | None = None) -> tuple[Decision, ...]:
        """Return the decisions on a document: its own, those on older versions of it, and those on documents that it stands for."""
        names = [entry.source, *entry.other_names]
        found = self.reviews.of(entry.id, names, self.documents.keys() - {replaced})
        for other in (self.documents[name] for name in entry.stands_for if name in self.documents):
            found += self.reviews.of(other.id, (other.source, *other.other_names), self.documents)
        return found

    def _judged(self, entry: Entry, replaced: str | None = None) -> Entry:
        """Return the entry with the decisions that its graphs are made with; without any, nothing is noted."""
        made = {"reviews": digest_of(self._decisions(entry, replaced)), "identity": self.reviews.identity.version}
        kept = {name: value for name, value in entry.made_with.items() if name not in made}
        return replace(entry, made_with={**kept, **{name: value for name, value in made.items() if value}})

    def _replace(self, store: GraphStore, graphs: DocumentGraphs, instead_of: str | None = None) -> None:
        links = self._links(store)
        links.touch(graphs.document_id, instead_of)
        store.replace_document(graphs, instead_of=instead_of)
        links.touch(graphs.document_id)

    def _remove(self, store: GraphStore, document_id: str) -> None:
        self._links(store).touch(document_id)
        store.remove_document(document_id)

    def _links(self, store: GraphStore) -> MatchLinks:
        if self._matches is None:
            self._matches = MatchLinks(store)
        return self._matches

    def _manifest(self) -> Manifest:
        return Manifest(self._base, dict(self.documents), self.signatures.pairs, self.policy, place_of(self._folder))

    def _opened(self) -> GraphStore:
        if self._store is None:
            unfinished = self._folder.mark.exists()
            if not self._folder.manifest.exists():
                self._manifest().write(self._folder.path)
            self._folder.mark.touch()
            again = is_elsewhere(self._folder, self._was)
            wanted = self.documents.keys() | self._was.documents.keys()
            self._store = open_for_writing(self._folder, self._was, wanted)
            if again:
                self._manifest().write(self._folder.path)  # with where the graphs are from now on
            if unfinished or again:
                self._recover(self._store)
        return self._store

    def _recover(self, store: GraphStore) -> None:
        present = store.documents()
        wanted = {entry.id for entry in self.documents.values() if entry.merged_into is None}
        for document_id in sorted(present - wanted):
            store.remove_document(document_id)
        for document_id in sorted(wanted - present):
            store.replace_document(self._graphs_of(document_id))
        self._links(store).touch_all()
        self._folder.clear(self.documents)

    def _save_now_and_then(self) -> None:
        # the manifest grows with the knowledge base: the longer writing it takes, the rarer it is written, else a build is quadratic
        if time.monotonic() - self._saved >= max(_SECONDS_BETWEEN_MANIFESTS, _SHARE_OF_MANIFESTS * self._took):
            self._save()

    def _save(self) -> None:
        began = time.monotonic()
        self._manifest().write(self._folder.path)
        for entry in self._gone:
            self._folder.forget(entry, self.documents)
        self._gone.clear()
        for path in self._leftovers - {self._folder.source(entry) for entry in self.documents.values()} if self._leftovers else ():
            path.unlink(missing_ok=True)
        self._leftovers.clear()
        self._saved = time.monotonic()
        self._took = self._saved - began
