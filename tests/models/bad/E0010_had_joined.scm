causalimg 1

variables {
  dose, seen : binary
}

graph {
  dose -> seen
}

queries {
  needed : P(seen had dose = 1 == 1 and seen had dose = 0 == 0)
}
