causalimg 1

variables {
  view    : category {frontal, lateral}
  lateral : binary
}

graph {
  view -> lateral
}
