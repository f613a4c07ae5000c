causalimg 1

variables {
  dose : real in (0, inf) mGy
  pain : real
}

graph {
  dose -> pain
}

queries {
  effect : E[pain | do(dose = 3 mg)]
}
