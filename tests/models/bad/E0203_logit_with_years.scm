causalimg 1

variables {
  age     : real in [18, 100] years
  disease : binary
}

mechanisms {
  age     ~ flow()
  disease ~ Bernoulli(sigmoid(age - 60))
}
