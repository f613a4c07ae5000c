causalimg 1

variables {
  latent size     : real mm
  width, diameter : real mm
  image           : image[8, 8]
}

noise {
  u : image[8, 8] ~ Normal(0, 1)
}

mechanisms {
  size     ~ Normal(20, 5)
  width    ~ Normal(size, 1)
  diameter := width / 2
  image    := size / 1 mm + u
}

predictors {
  measured : size by diameter from image, width
}
