causalimg 1

model ward

variables {
  sex  : category {female, male}
  male : binary
}

graph {
  sex -> male
}
