causalimg 1

graph {
  Age -> disease
}

variables {
  age : real
  disease : binary
}
