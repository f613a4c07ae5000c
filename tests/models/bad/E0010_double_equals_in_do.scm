causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> pain
}

queries {
  effect : E[pain | do(dose == 3)]
  had_3  : pain had dose == 3
}
