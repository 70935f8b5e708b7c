"""Annotations out of documents: one file per phenomenon."""
