causalimg 1

model fair_reader "the reading must not depend on the scanner, nor be unfair to anyone"

grid small = 8 x 8 at 4 mm

variables {
  environment site : category {a, b, c}
  sex              : category {female, male}
  disease          : binary
  scanner          : category {old, new}
  image            : image[small] in [0, 1]
}

graph {
  sex -> disease -> image <- scanner <- site
}

mechanisms {
  sex     ~ Uniform() via gumbel_max
  disease ~ linear() given sex via threshold
  scanner ~ table() given site via gumbel_max
  image   ~ vae(latent = 2, width = 2) given disease, scanner
}

predictors {
  reading : disease from image invariant to scanner fair to sex
}

queries {
  bias : E[reading | do(scanner = old)] - E[reading | do(scanner = new)]
  hits : P(reading == disease)
  ones : P(reading == 1 | sex == female)
}
