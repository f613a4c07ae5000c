causalimg 1

model ward

variables {
  latent disease : binary
  label          : binary
  grade          : category {low, high}
  image          : image[1, 8, 8] in [0, 1]
}

graph {
  disease -> label, image, grade
}

predictors {
  triage  : disease from image
  second  : disease by grade from image
  third   : label from image, disease
}
