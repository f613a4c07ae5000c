causalimg 1

variables {
  disease : binary
  age     : real
}

graph {
  age -> disease
}

queries {
  a : P(disease = 1)
  b : P(disease = 1 | age > 70)
  c : E[age | disease = 1]
}
