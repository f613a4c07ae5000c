causalimg 1

model selection_admitted "only who was admitted is in the archive"

variables {
  disease            : binary
  age                : real in [18, 100] years
  selection admitted : binary
}

graph {
  age -> disease -> admitted <- age
}

mechanisms {
  age      ~ Uniform(18, 100)
  disease  ~ Bernoulli(logit = -2 + 0.02 * (age - 50)) via threshold
  admitted ~ Bernoulli(logit = -1 + 2 * disease + 0.01 * (age - 50))
}

queries {
  archive    : P(disease | age > 70 years)
  population : P(disease | age > 70 years) for everyone
}
