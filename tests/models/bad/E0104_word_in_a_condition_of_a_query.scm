causalimg 1

variables {
  sex     : category {female, male}
  disease : binary
}

graph {
  sex -> disease
}

queries {
  men   : P(disease == 1 | sex == men)
  women : P(disease == yes | sex == female)
}
