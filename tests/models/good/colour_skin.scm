causalimg 1

model colour_skin "a mole in three colours"

param side : int = 8
grid skin = side x side at 0.5 mm

variables {
  melanoma : binary
  image    : image[3, skin] in [0, 1]
  darkness : real in [0, 1]
}

graph {
  melanoma -> image -> darkness
}

mechanisms {
  melanoma ~ Bernoulli(0.2) via threshold
  image    ~ vae(latent = 2, width = 2) given melanoma
  darkness := clip(1 - mean(image), 0, 1)
}

predictors {
  reading : melanoma from image
}

queries {
  benign : image had melanoma = 0
}
