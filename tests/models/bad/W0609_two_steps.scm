causalimg 1

from std.mri import fourier, inverse_fourier

variables {
  latent clean : image[8, 8]
  raw          : kspace[8, 8]
  back         : kspace[8, 8]
  shown        : image[8, 8]
}

noise {
  u : image[8, 8] ~ Normal(0, 1)
}

mechanisms {
  clean ~ vae(latent = 4)
  raw   := fourier(clean + 0.1 * u)
  back  := inverse_fourier(raw)
  shown := abs(back)
}

predictors {
  cleaned : clean by shown from raw
}
