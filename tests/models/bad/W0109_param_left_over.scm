causalimg 1

param codes : int = 16

variables {
  disease : binary
  image   : image[1, 8, 8]
}

mechanisms {
  disease ~ Bernoulli(0.2)
  image   ~ vae(latent = 8) given disease
}
