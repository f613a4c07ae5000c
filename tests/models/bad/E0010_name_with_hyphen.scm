causalimg 1

variables {
  age-at-scan : real
  disease     : binary
}

graph {
  age-at-scan -> disease
}
