causalimg 1

variables {
  age : real
  sex : category {female, male}
  ill : binary
}

graph {
  age, sex -> ill
}

claims {
  age _||_ gender
  age _||_ sex | scaner
}
