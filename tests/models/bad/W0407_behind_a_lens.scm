causalimg 1

grid g = 8 x 8 at 5 mm

variables {
  x            : real
  latent clean : image[g]
  latent full  : image[g]
  seen         : image[g]
}

noise {
  u : image[g] ~ Normal(0, 1)
}

parameters {
  k : real in (0, inf) ~ LogNormal(0, 0.5)
}

mechanisms {
  x     ~ Normal(0, 1)
  clean ~ vae(latent = 2) given x
  full  := clean + k * u
  seen  := blur(full, 6 mm)
}
