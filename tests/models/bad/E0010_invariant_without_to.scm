causalimg 1

variables {
  disease, scanner : binary
  image            : image[1, 8, 8]
}

graph {
  disease, scanner -> image
}

predictors {
  a : disease from image invariant scanner
  b : disease from image, invariant to scanner
  c : predict disease from image
}
