causalimg 1

model ward

variables {
  age, dose, u : real
  disease      : binary
}

mechanisms {
  age     ~ Flow()
  dose    ~ Gausian(0, 1)
  u       ~ linear(age)
  disease ~ bernoulli(logit = 0.04 * age)
}
