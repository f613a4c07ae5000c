causalimg 1

variables {
  dose    : real in [0, inf) mGy
  relapse : binary
  view    : category {front, side}
}

graph {
  dose -> relapse <- view
}

queries {
  nested  : E[E[relapse]]
  beyond  : P(E[dose] > 2)
  set     : E[relapse | do(dose = 2 * E[dose])]
  size    : abs(E[relapse | do(dose = 1)] - P(relapse))
  larger  : E[dose] > 2 mGy
  turned  : not P(relapse)
  words   : P(view)
  among   : E[dose | view]
}
