causalimg 1

variables {
  environment site   : category {north, south}
  disease            : binary
  selection archived : binary
}

graph {
  site -> disease -> archived
}

queries {
  everyone : P(disease) for everyone for north
  both     : P(disease) for north, south
  each     : P(disease) for north and south
}
