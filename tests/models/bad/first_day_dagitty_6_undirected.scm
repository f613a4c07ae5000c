causalimg 1

graph {
  age -- sex
  age @-> disease
}

variables {
  age : real
  sex : category {female, male}
  disease : binary
}
