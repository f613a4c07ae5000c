causalimg 1

variables {
  disease, scanner : binary
  image            : image[1, 8, 8]
}

graph {
  disease, scanner -> image
}

predictors {
  triage : disease from image, scanner invariant to scanner
}
