causalimg 1

model asks "a difference of pictures"

grid film = 6 x 10 at 4 mm

variables {
  disease : binary
  image   : image[film]
}

noise {
  grain : image[film] ~ Normal(0, 0.1)
}

mechanisms {
  disease ~ Bernoulli(0.5) via threshold
  image   := disease + grain
}

queries {
  anomaly : image - (image had disease = 0)
  change  : abs((image had disease = 1) - (image had disease = 0))
  average : E[mean(image) | disease == 1]
  bright  : P(mean(image) > 0.5)
}
