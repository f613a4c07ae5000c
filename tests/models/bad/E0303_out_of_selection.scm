causalimg 1

model ward

variables {
  age, dose          : real
  selection archived : binary
}

graph {
  age -> archived -> dose
}
