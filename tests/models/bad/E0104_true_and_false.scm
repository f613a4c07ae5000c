causalimg 1

variables {
  disease, label : binary
}

mechanisms {
  disease ~ Bernoulli(0.2)
  label   := if disease == True then 1 else 0
}
