causalimg 1

model cut_points "grades whose limits are learned, each above the one before"

variables {
  density : real
  birads  : ordinal {a < b < c < d}
  reader  : ordinal {a < b < c < d}
}

parameters {
  first       : real ~ Normal(0, 2)
  gap, wider  : real in (0, inf) ~ Gamma(2, 1)
  slope       : real in [0, 3] ~ Uniform(0, 3)
  bias        : real
}

mechanisms {
  density ~ Normal(0, 1)
  birads  ~ OrderedLogistic(slope * density, cuts = [first, first + gap, first + gap + wider]) via threshold
  reader  ~ OrderedLogistic(slope * density + bias) via threshold
}
