causalimg 1

variables {
  disease, smoker : binary
}

graph {
  smoker -> disease
}

queries {
  healthy : not P(disease | do(smoker = 1))
  both    : P(disease) and P(smoker)
}
