causalimg 1

graph {
  {age sex} -> disease
}

variables {
  age : real
  sex : category {female, male}
  disease : binary
}
