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

queries {
  E[sick | do(dose = 1)]
}
