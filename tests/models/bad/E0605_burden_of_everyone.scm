causalimg 1

variables {
  disease            : binary
  selection archived : binary
}

graph {
  disease -> archived
}

queries {
  burden : P(disease == 1) for everyone
}
