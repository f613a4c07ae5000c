causalimg 1

variables {
  disease : binary
  view    : category {frontal, lateral}
}

mechanisms {
  disease ~ Bernoulli()
  view    ~ Categorical()
}
