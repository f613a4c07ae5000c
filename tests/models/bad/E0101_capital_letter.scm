causalimg 1

variables {
  Age     : real years
  disease : binary
}

mechanisms {
  Age     ~ Normal(50, 10)
  disease ~ Bernoulli(logit = 0.04 * age - 2)
}
