causalimg 1

variables {
  disease : binary
}

mechanisms {
  disease ~ Bernoulli(.2)
}
