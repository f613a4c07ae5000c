causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> pain
  dose <-> pain "sicker patients get more"
}

queries {
  effect : E[pain | do(dose = 3)]
}
