causalimg 1

graph {
  age [pos="0,1"]
  age -> disease
}

variables {
  age : real
  disease : binary
}
