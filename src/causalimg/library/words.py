"""The words of the library that are no laws, networks or functions: kinds of types, couplings."""

SHAPED = ("vector", "image", "mask", "kspace")
"""Types that have a shape in brackets."""

VALUED = ("category", "ordinal", "mask")
"""Types that have values in braces."""

CONSTANT_TYPES = ("int", "real")
"""Types of a `param`."""

COUPLINGS = ("threshold", "gumbel_max")
"""Ways in which a discrete mechanism shares its noise between worlds."""

EVERYONE = "everyone"
"""The scope that asks beyond the selected rows."""
