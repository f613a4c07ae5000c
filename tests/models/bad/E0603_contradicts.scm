causalimg 1

model ward

variables {
  environment site : category {north, south}
  latent frailty   : real
  disease          : binary
  image            : image[1, 8, 8] in [0, 1]
}

graph {
  site -> disease -> image <- frailty <- site
  frailty -> disease
}

predictors {
  triage : disease from image invariant to site
}
