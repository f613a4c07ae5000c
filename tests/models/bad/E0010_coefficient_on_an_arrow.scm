causalimg 1

variables {
  age : real
  dose : real
  sick : binary
}

graph {
  age -> sick [beta = 0.5]
  dose <- age [beta = -2]
  dose -> sick [label = "b"]
  age -> dose, sick [beta = 2]
}
