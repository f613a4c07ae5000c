causalimg 1

variables {
  environment site : category {north, south}
  kernel           : category {sharp, soft}
  scanner          : category {agfa, philips}
  disease          : binary
  image            : image[1, 8, 8]
}

graph {
  site -> kernel, disease
  disease -> scanner
  disease, kernel, scanner -> image
}

predictors {
  p : disease from image invariant to scanner, site
}
