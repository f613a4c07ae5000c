causalimg 1

variables {
  environment site : category {north, south}
  dose, pain       : real
}

graph {
  site -> pain <- dose
  dose <-> pain
}

queries {
  effect : E[pain | do(dose = 3)] for south
}
