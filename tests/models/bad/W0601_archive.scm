causalimg 1

variables {
  age                : real
  disease            : binary
  selection archived : binary
}

graph {
  age, disease -> archived
}
