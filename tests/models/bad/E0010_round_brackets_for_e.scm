causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> pain
}

queries {
  effect : E(pain | do(dose = 3))
  often  : P[pain > 3]
}
