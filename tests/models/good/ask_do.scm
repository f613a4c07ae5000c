causalimg 1

model ask_do "what would be seen, had somebody intervened"

variables {
  age  : real in [20, 90] years
  dose : real in (0, inf) mGy
  mark : real
  ill  : binary
}

graph {
  age -> dose -> mark <- age
  mark -> ill
}

noise {
  u_mark ~ Normal(0, 1)
}

mechanisms {
  age  ~ Uniform(20, 90)
  dose ~ LogNormal(0.01 * age, 0.3)
  mark := 0.1 * age - log(dose / 1 mGy) + u_mark
  ill  ~ Bernoulli(logit = mark) via threshold
}

interventions {
  low_dose  : dose = 0.5 mGy
  less      : dose = dose / 2
  spread    : dose ~ LogNormal(0, 0.1)
  young     : age = 30 years
  both      : low_dose, young
  cut       : dose ~ Gamma(2, 1) truncated (0, 4]
  no_matter : both, mark = mark
  rising    : age in 20 .. 80 by 10
}

queries {
  set        : E[mark | do(dose = 1 mGy)]
  shift      : E[mark | do(dose = dose + 1 mGy)]
  two        : E[mark | do(dose = 1 mGy, age = 50 years)]
  random     : E[mark | do(dose ~ LogNormal(0, 0.1))]
  named      : P(ill | do(low_dose))
  nested     : P(ill | do(both))
  difference : P(ill | do(low_dose)) - P(ill | do(spread))
  ratio      : P(ill | do(less)) / P(ill)
  within     : E[mark | do(dose = 1 mGy), age > 60 years]
  folded     : (P(ill | do(cut)) - P(ill)) / P(ill) * 100
  twin       : mark, ill had both
  kept       : ill had no_matter
  steps      : mark had rising
}
