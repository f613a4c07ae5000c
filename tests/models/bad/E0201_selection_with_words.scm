causalimg 1

variables {
  disease            : binary
  selection archived : category {yes, no}
}

graph {
  disease -> archived
}
