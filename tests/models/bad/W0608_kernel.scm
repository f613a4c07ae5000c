causalimg 1

variables {
  environment site : category {north, south}
  disease          : binary
  kernel           : category {sharp, soft}
  image            : image[1, 8, 8]
}

graph {
  site -> kernel, disease
  disease, kernel -> image
}

predictors {
  p : disease from image invariant to site
}
