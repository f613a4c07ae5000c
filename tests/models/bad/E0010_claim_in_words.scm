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
  age independent of sex
  age _||_ sex, given ill
  not (age _||_ ill)
  age _|_ sex
}
