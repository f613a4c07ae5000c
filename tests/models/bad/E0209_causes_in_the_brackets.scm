causalimg 1

variables {
  age     : real
  disease : binary
}

mechanisms {
  age     ~ Normal(50, 10)
  disease ~ mlp(age)
}
