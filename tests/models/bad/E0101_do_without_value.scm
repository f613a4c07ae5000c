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
  effect : E[sick | do(dose)]
}
