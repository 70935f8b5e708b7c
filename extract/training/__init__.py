"""Training of the model that the package ships; nothing here runs when documents are read."""
