"""Several worlds of the same rows: ID*, mediation, paths."""
