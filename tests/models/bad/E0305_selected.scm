causalimg 1

model ward

variables {
  age                : real
  disease            : binary
  selection archived : binary
}

graph {
  age, disease -> archived
}

claims {
  age _||_ disease
}
