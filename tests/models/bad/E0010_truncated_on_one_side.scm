causalimg 1

variables {
  age : real
  dose : real
  sick : binary
}

graph {
  age -> dose
  age, dose -> sick
}

mechanisms {
  dose ~ Normal(0.01 * age, 1) T[0, ]
  age ~ Normal(60, 10) T[, 100]
}
