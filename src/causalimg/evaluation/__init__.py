"""Is it any good: scores at the next site, axioms of counterfactuals, error against the truth."""
