causalimg 1

variables {
  age     : real years
  x, y    : binary
}

graph {
  age -> x -> y <- age
}

queries {
  effect : E[y | do(x = 1) | age > 50 years]
}
