causalimg 1

variables {
  age     : real
  disease : binary
}

mechanisms {
  age     ~ Normal(50, 10, 100)
  disease ~ Bernoulli(0.2, logit = 1)
}
