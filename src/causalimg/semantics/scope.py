"""What the names of a model stand for, while its text is being read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from causalimg.library.functions import BUILT_IN
from causalimg.library.laws import Law
from causalimg.library.networks import Network
from causalimg.library.std.signature import Function
from causalimg.semantics.model import Constant, Grid, Import, Intervention, Parameter, Variable
from causalimg.semantics.types import Type, words_of_type
from causalimg.source import Source, Span
from causalimg.syntax import tree


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that an expression may name, by name.

    Args:
        source: the text.
        variables: the declared variables.
        noises: the type of each named noise.
        parameters: numbers to be fitted.
        constants: compile-time constants with their values.
        grids: lattices of pixels.
        predictors: the type of each predictor's target.
        functions: what may be called: the core and what was imported.
        words: laws and networks that were imported.
        imports: the other files that were read.
        interventions: named interventions, as written or as a checked model has them.
        declarations: where each variable is declared.
        clouded: names whose declaration is wrong; nothing more is said about them.
    """

    source: Source
    variables: Mapping[str, Variable] = field(default_factory=dict)
    noises: Mapping[str, Type] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    constants: Mapping[str, Constant] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)
    predictors: Mapping[str, Type] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=lambda: BUILT_IN)
    words: frozenset[str] = frozenset()
    imports: tuple[Import, ...] = ()
    interventions: Mapping[str, tree.InterventionEntry | Intervention] = field(
        default_factory=dict
    )
    declarations: Mapping[str, tree.Declaration] = field(default_factory=dict)
    clouded: frozenset[str] = frozenset()

    def known(self, name: str) -> bool:
        """Whether an expression may use the name."""
        tables = (self.variables, self.noises, self.parameters, self.constants)
        more = (self.grids, self.predictors)
        return name in self.clouded or any(name in table for table in (*tables, *more))

    def brings(self, record: Law | Network) -> bool:
        """Whether a law or a network is of the core, or imported by the file."""
        return record.module is None or record.name in self.words

    def names(self) -> tuple[str, ...]:
        """Every name of an expression, for suggestions."""
        return (
            *self.variables,
            *self.noises,
            *self.parameters,
            *self.constants,
            *self.grids,
            *self.predictors,
        )

    def owners(self, word: str) -> tuple[str, ...]:
        """Variables that have the word among their values."""
        return tuple(v.name for v in self.variables.values() if word in words_of_type(v.type))

    def type_span(self, name: str) -> Span | None:
        """Where the type of a variable is written."""
        declared = self.declarations.get(name)
        return declared.type.span if declared else None

    def support_span(self, name: str) -> Span | None:
        """Where the support of a variable is written, or else its type."""
        declared = self.declarations.get(name)
        if declared is None:
            return None
        return declared.support.span if declared.support else declared.type.span

    def unit_span(self, name: str) -> Span | None:
        """Where the unit of a variable is written."""
        declared = self.declarations.get(name)
        return declared.unit.span if declared and declared.unit else None
