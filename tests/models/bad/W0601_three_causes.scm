causalimg 1

variables {
  age, distance      : real
  disease            : binary
  selection enrolled : binary
}

graph {
  age -> disease
  disease, age, distance -> enrolled
}
