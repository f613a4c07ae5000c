causalimg 1

variables {
  age_years : real years
  disease   : binary
}

graph {
  age_years -> disease
}

mechanisms {
  age_years ~ Normal(50, 10)
  disease   ~ Bernoulli(logit = 0.04 * age - 2)
}

queries {
  effect : E[disease | do(age = 80 years)]
}
