"""The questions of a model, put to its arrows."""
