causalimg 1

model ward

variables {
  age     : real
  disease : binary
  scanner : category {agfa, philips}
  image   : image[1, 8, 8]
}

graph {
  age -> disease
  scanner -> image
}

predictors {
  triage : disease from image invariant to scanner
}
