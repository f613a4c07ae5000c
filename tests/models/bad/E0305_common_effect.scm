causalimg 1

variables {
  age     : real
  sex     : category {female, male}
  disease : binary
}

graph {
  age, sex -> disease
}

claims {
  age _||_ sex | disease
}
