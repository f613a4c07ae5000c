causalimg 1

model root_sum_squares "coils put together without knowing them"

from std.mri import inverse_fourier, combine

grid slice = 8 x 8 at 3 mm

variables {
  noise_level : real in (0, inf)
  kspace      : kspace[2, slice]
  image       : image[slice] in [0, inf)
}

mechanisms {
  noise_level ~ LogNormal(-1, 0.2)
  kspace      ~ ComplexNormal(0, noise_level)
  image       := combine(inverse_fourier(kspace))
}

queries {
  brightness : E[mean(image)]
}
