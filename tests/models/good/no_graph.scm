causalimg 1

model no_graph "the arrows are those that the mechanisms draw"

variables {
  dose   : real in [0, inf) mGy
  grain  : real in (0, inf)
  rating : ordinal {poor < fair < good}
}

mechanisms {
  dose   ~ Exponential(0.5)
  grain  ~ LogNormal(-0.5 * log(0.1 + dose / 1 mGy), 0.2)
  rating ~ OrderedLogistic(-2 * grain, cuts = [-3, -1]) via threshold
}

queries {
  sharper : rating had dose = dose + 1 mGy
}
