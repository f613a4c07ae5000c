causalimg 1

variables {
  scanner         : category {agfa, philips}
  field           : real
  disease         : binary
  latent noise_sd : real
  image           : image[1, 8, 8]
}

graph {
  scanner -> field -> noise_sd
  disease, noise_sd -> image
}

predictors {
  p : disease from image invariant to scanner
}
