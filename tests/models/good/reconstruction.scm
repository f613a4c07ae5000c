causalimg 1

model reconstruction "a sharp film from a blurred one"

grid film = 8 x 8 at 1 mm

variables {
  environment site : category {north, south}
  motion : real in [0, 3] mm
  truth  : image[film] in [0, 1]
  image  : image[film]
}

graph {
  site -> motion
  truth, motion -> image
}

noise {
  u_image : image[film] ~ Normal(0, 1)
}

mechanisms {
  motion ~ Uniform(0, if site == north then 1 else 3)
  truth  ~ vae(latent = 2, width = 2)
  image  := blur(truth, motion) + 0.01 * u_image
}

predictors {
  sharp : truth from image
}

queries {
  still : image had motion = 0 mm
}
