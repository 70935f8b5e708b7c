"""Statements, store, knowledge base, validation and exports."""
