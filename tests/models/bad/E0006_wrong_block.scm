causalimg 1

age -> disease

variables {
  age     : real
  disease : binary
  age -> disease
  grid chest = 64 x 64 at 5 mm
}

graph {
  age := 2 * disease
  age _||_ disease
}

mechanisms {
  effect : E[disease | do(age = 30)]
  age    := E[disease]
}
