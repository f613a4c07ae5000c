causalimg 1

variables {
  disease            : binary
  selection archived : binary
}

graph {
  archived -> disease
}
