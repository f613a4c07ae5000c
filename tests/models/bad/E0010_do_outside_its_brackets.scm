causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> pain
}

queries {
  a : E[pain | do(dose) = 3]
  b : E[pain | do dose = 3]
  c : E[pain | do(dose: 3)]
  d : E[pain] do(dose = 3)
}
