"""The trained model: weights of the shipped encoder, what was learnt on top, and the finders that use it."""
