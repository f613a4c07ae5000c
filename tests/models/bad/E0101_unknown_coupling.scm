causalimg 1

model ward

variables {
  disease : binary
}

mechanisms {
  disease ~ Bernoulli(0.2) via treshold
}
