causalimg 1

model ward

variables {
  environment site : category {north, south}
  disease          : binary
  image            : image[1, 8, 8] in [0, 1]
}

graph {
  site, disease -> image
}

predictors {
  triage : disease from image, site invariant to site
  easy   : disease from image, disease
}
