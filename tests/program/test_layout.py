"""Wrapped lines of Python: the same meaning, shorter lines."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.program.layout import wrapped

LONG = "alpha_component + 2 * beta_component + 3 * gamma_component + alpha * beta_component"
WORDS = st.sampled_from(["x", "alpha_component", "beta_component", "torch.pi", "2", "0.25"])
SIGNS = st.sampled_from(["+", "-", "*", "/", " ** ", "&", "|", "<", "==", ">="])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What the emitter writes: signs, brackets, calls, methods, conditions, functions."""
    some = st.lists(inner, min_size=1, max_size=4)
    sums = st.lists(st.tuples(SIGNS, inner), min_size=1, max_size=5)
    return st.one_of(
        st.tuples(st.sampled_from(["-", "~"]), inner).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(inner, sums).map(
            lambda p: f"({p[0]})" + "".join(f" {sign} ({one})" for sign, one in p[1])
        ),
        st.tuples(WORDS, st.lists(st.tuples(SIGNS, WORDS), min_size=1, max_size=5)).map(
            lambda p: p[0] + "".join(f" {sign} {one}" for sign, one in p[1])
        ),
        some.map(lambda items: f"torch.where({', '.join(items)})"),
        some.map(lambda items: f"f({', '.join(f'a{i}={one}' for i, one in enumerate(items))})"),
        some.map(lambda items: f"({', '.join(items)},)"),
        some.map(lambda items: f"[{', '.join(items)}]"),
        some.map(lambda items: "{" + ", ".join(f'"k{i}": {v}' for i, v in enumerate(items)) + "}"),
        inner.map(lambda one: f"({one}).float()"),
        inner.map(lambda one: f"image_mean({one}).mean((-3, -2, -1))"),
        inner.map(lambda one: f"self.x({one}, alpha_component).law().log_prob({one})"),
        inner.map(lambda one: f"Map(lambda noise: {one}, ({one},), size=3)"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} if ({p[1]}) else {p[2]})"),
    )


expressions = st.recursive(WORDS, _larger, max_leaves=25)


@given(expressions, st.sampled_from(["return ", "value = ", ""]))
def test_a_wrapped_line_means_what_the_line_means(value: str, head: str) -> None:
    line = f"{head}{value}"
    lines = wrapped(f"        {line}", 60)
    whole = "\n".join(lines).strip()
    assert ast.dump(ast.parse(whole)) == ast.dump(ast.parse(line)), whole


@pytest.mark.parametrize("value", [f"-({LONG})", f"~({LONG} > 1)", f"torch.exp(-({LONG}))"])
def test_a_sign_before_a_long_sum_makes_no_tuple(value: str) -> None:
    lines = wrapped(f"            return {value}")
    whole = "\n".join(lines).strip()
    assert len(lines) > 1
    assert ast.dump(ast.parse(whole)) == ast.dump(ast.parse(f"return {value}"))
