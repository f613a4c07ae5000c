causalimg 1

variables {
  age : real
  sex : category {female, male}
  disease : binary
}

graph {
  age, sex -> disease
}

claims {
  age || sex
  age ⊥ sex
  age _||_ sex given disease
  sex indep age
}
