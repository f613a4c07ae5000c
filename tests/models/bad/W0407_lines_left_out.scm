causalimg 1

from std.mri import fourier, cartesian

grid slice = 8 x 8 at 5 mm

variables {
  age    : real in [20, 90] years
  image  : image[slice]
  kspace : kspace[1, slice]
}

noise {
  u : kspace[1, slice] ~ ComplexNormal(0, 1)
}

parameters {
  sd : real in (0, inf) ~ LogNormal(0, 1)
}

mechanisms {
  age    ~ Uniform(20, 90)
  image  ~ vae(latent = 2) given age
  kspace := cartesian(fourier(image) + sd * u, 4)
}
