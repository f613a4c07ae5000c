causalimg 1

model scan

from std.mri import fourier

variables {
  age    : real
  tissue : mask[8, 8] {background, grey}
  image  : image[1, 8, 8]
  view   : image[1, 8, 8]
  pair   : real
}

mechanisms {
  age   ~ Normal(50, 10)
  image ~ diffusion(steps = 250) given age
  view  ~ vae() given image
  pair  ~ MultivariateNormal(0, 1)
}

predictors {
  restore : view from image
}

queries {
  effect : E[age]
}
