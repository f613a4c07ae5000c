causalimg 1

variables {
  age     : real
  disease : binary
}

mechanisms {
  age     ~ Normal(50, 10)
  disease ~ bernoulli_logit(0.04 * age - 2)
}
