causalimg 1

variables {
  latent disease, frailty : binary
  label                   : binary
  image                   : image[1, 8, 8]
}

graph {
  disease, frailty -> image
  disease -> label
}

predictors {
  triage : disease from image invariant to frailty
  second : label by frailty from image
}
