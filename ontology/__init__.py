"""The ontology of Zhitu and its vocabulary."""
