"""Models damaged at random: a slice of what `benchmarks/fuzz.py` tries a hundred thousand of."""

import pytest

import mutants


@pytest.mark.parametrize("start", range(0, 2_000, 400))
def test_damaged_models_are_answered_in_sentences(start):
    made, beside = mutants.Mutants(0), mutants.shelf()
    for number in range(start, start + 400):
        mutants.judged(made.text(number), number=number, beside=beside)
