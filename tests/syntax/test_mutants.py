"""Models damaged at random: a slice of what `benchmarks/fuzz.py` tries a hundred thousand of."""

import pytest

import mutants


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 2_000, 400))
def test_damaged_models_are_answered_in_sentences(start):
    made, beside = mutants.Mutants(0), mutants.shelf()
    for number in range(start, start + 400):
        mutants.judged(made.text(number), number=number, beside=beside)


@pytest.mark.parametrize(
    "text",
    [
        "variables{e\u0387:b}graph{}",
        "variables{e,dose:l}noise{u,v~l()}mechanisms{dose:=u*v}",
        "variables{bmi:real}mechanisms{bmi:=2^1e309}queries{l:E[t|bmi==0]}",
        "param n : real = 1e200 * 1e200\nvariables{bmi:real}mechanisms{bmi:=2^n}queries{l:E[bmi]}",
    ],
)
def test_what_longer_runs_found(text):
    """A letter whose composed form is none, a noise that has no law, powers without bound."""
    mutants.judged("causalimg 1\n" + text)
