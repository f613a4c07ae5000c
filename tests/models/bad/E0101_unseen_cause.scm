causalimg 1

variables {
  age : real
  dose : real
  sick : binary
}

graph {
  age -> dose
  U -> dose, sick
  V -> age
}
