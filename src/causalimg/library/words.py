"""The words of the library that are no laws, networks or functions: types, roles, couplings."""

TYPES = ("real", "count", "binary", "category", "ordinal", "image")
"""Types of variables."""

DESIGNED_TYPES = ("vector", "mask", "kspace")
"""Types that the language reserves and does not build yet."""

ROLES = ("latent", "environment", "selection")
"""Words that stand before a declaration."""

CONSTANT_TYPES = ("int", "real")
"""Types of a `param`."""

COUPLINGS = ("threshold", "gumbel_max")
"""Ways in which a discrete mechanism shares its noise between worlds."""

EVERYONE = "everyone"
"""The scope that asks beyond the selected rows."""
