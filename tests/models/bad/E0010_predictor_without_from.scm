causalimg 1

variables {
  disease : binary
  image   : image[1, 8, 8]
}

graph {
  disease -> image
}

predictors {
  triage : image -> disease
  second : disease ~ image
}
