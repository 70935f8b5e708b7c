"""Answers out of a knowledge base: SPARQL, cases, comparison, search."""
