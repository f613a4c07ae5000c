"""The words of the language that are not free for names, and what the blocks are called."""

#: The blocks, in the order in which the formatter's examples show them.
BLOCK_WORDS = (
    "variables",
    "graph",
    "noise",
    "parameters",
    "mechanisms",
    "predictors",
    "interventions",
    "claims",
    "queries",
)

#: Blocks of other languages, with the one that holds the same here.
BLOCKS_ELSEWHERE = {
    "data": "variables",
    "observed": "variables",
    "dag": "graph",
    "digraph": "graph",
    "edges": "graph",
    "mag": "graph",
    "pdag": "graph",
    "model": "mechanisms",
    "equations": "mechanisms",
    "regressions": "mechanisms",
    "priors": "parameters",
}

#: First words of the lines that stand outside every block.
LINE_WORDS = ("model", "import", "from", "param", "grid")

#: Words that no variable, parameter, noise or query may be called (E0105).
RESERVED = frozenset(BLOCK_WORDS) | frozenset(
    {
        "and",
        "causalimg",
        "else",
        "given",
        "had",
        "if",
        "inf",
        "match",
        "not",
        "or",
        "then",
        "truncated",
        "via",
    }
)

#: Words of later versions: the parser knows them and says that they are not built yet (E0009).
DESIGNED = frozenset({"extend", "macro", "include"})

#: What to write in place of a percent sign or word behind a declaration.
PERCENT = "a percentage is a bare number: `in [0, 100]` and no unit, or a share `in [0, 1]`"

#: What a variable is, before its name, where it is not simply observed.
ROLES = ("latent", "environment", "selection")

#: The types of variables.
TYPES = ("real", "count", "binary", "category", "ordinal", "vector", "image", "mask", "kspace")

#: Packages of Python, which no text imports.
PYTHON = frozenset(
    {
        *("arviz", "bambi", "causalnex", "chirho", "dowhy", "jax", "matplotlib", "networkx", "np"),
        *("numpy", "numpyro", "nx", "pandas", "pd", "pm", "pymc", "pymc3", "pyro", "scipy"),
        *("sklearn", "tensorflow", "tf", "tfp", "torch"),
    }
)

#: What to write in place of pack-years, which are two units in one.
PACKS = "leave it out, and say what is counted: `smoking : real in [0, inf)  ## pack years`"

#: What dagitty says in brackets about a variable, with the word that says it here, if one does.
ROLE_WORDS = {
    "latent": "latent",
    "unobserved": "latent",
    "u": "latent",
    "selected": "selection",
    "s": "selection",
    "exposure": "",
    "outcome": "",
    "e": "",
    "o": "",
}
#: What to write in place of dagitty's `[exposure]` and `[outcome]`.
ASKED = "say in `queries` what is asked: `effect : E[y | do(x = 1)]`"

#: What stands inside each block, in words for messages.
ENTRY_OF = {
    "variables": "a declaration such as `age : real in [18, 100] years`",
    "graph": "an arrow such as `age -> disease`",
    "noise": "a noise such as `u ~ Normal(0, 1)`",
    "parameters": "a parameter such as `b_age : real ~ Normal(0, 2)`",
    "mechanisms": "a mechanism such as `y := 2 * x` or `y ~ Normal(x, 1)`",
    "predictors": "a predictor such as `triage : disease from image`",
    "interventions": "an intervention such as `harmonise : scanner = philips`",
    "claims": "a claim such as `sex _||_ scanner | site`",
    "queries": "a query such as `effect : E[y | do(x = 1)]`",
}
