causalimg 1

variables {
  latent disease     : binary
  environment site   : category {north, south}
  label              : binary
  image              : image[1, 8, 8] in [0, 1]
}

graph {
  disease -> image, label
  site -> image
}

predictors {
  triage : disease by label from image invariant to site, disease
  second : disease by label from image fair to label
}
