causalimg 1

variables {
  disease : binary
}

mechanisms {
  disease ~ Bernoulli(0.2) threshold
}
