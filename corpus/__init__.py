"""Documents in: load, read, structure, sentences, metadata, citation."""
