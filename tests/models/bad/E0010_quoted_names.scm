causalimg 1

variables {
  "age" : real
  disease : binary
}

graph {
  "age" -> disease
}
