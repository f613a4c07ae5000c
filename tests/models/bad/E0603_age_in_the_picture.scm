causalimg 1

variables {
  environment site : category {north, south}
  latent frailty   : real
  disease          : binary
  image            : image[1, 8, 8]
}

graph {
  site -> frailty -> image <- disease <- frailty
}

predictors {
  triage : disease from image invariant to site
}
