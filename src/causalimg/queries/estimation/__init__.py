"""Effects from rows: the estimand of `identify` on a table, beside what the model answers."""
