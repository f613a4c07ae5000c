"""The words that the language keeps for itself."""

BLOCKS = (
    "variables",
    "graph",
    "parameters",
    "noise",
    "mechanisms",
    "interventions",
    "claims",
    "queries",
    "predictors",
)
"""Words that open a block; a variable of that name would hide a missing `}`."""

ROLES = ("latent", "environment", "selection")
"""Words that stand before a declaration."""

TYPES = ("real", "count", "binary", "category", "ordinal", "image")
"""Types of variables."""

DESIGNED_TYPES = ("vector", "mask", "kspace")
"""Types that the language reserves and does not build yet."""

CONSTANT_TYPES = ("int", "real")
"""Types of a `param`."""

COUPLINGS = ("threshold", "gumbel_max")
"""Ways in which a discrete mechanism shares its noise between worlds."""

EVERYONE = "everyone"
"""The scope that asks beyond the selected rows."""

RESERVED = frozenset(
    {
        *BLOCKS,
        *ROLES,
        *("causalimg", "model", "import", "param", "grid"),
        *("if", "then", "else", "match", "and", "or", "not", "do", "had", "given", "via"),
        *("truncated", "inf", "true", "false", EVERYONE),
    }
)
"""Words that cannot name anything of a model."""
