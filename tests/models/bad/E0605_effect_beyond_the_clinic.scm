causalimg 1

variables {
  dose, pain         : real
  selection referred : binary
}

graph {
  dose -> pain -> referred
}

queries {
  effect : E[pain | do(dose = 3)] for everyone
}
