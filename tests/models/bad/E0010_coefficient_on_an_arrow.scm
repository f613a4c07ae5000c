causalimg 1

variables {
  age : real
  dose : real
  sick : binary
}

graph {
  age -> sick [beta = 0.5]
  age -> dose [beta = -2]
  dose -> sick [label = "b"]
}
