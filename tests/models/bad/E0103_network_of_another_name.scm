causalimg 1

variables {
  disease : binary
  image   : image[1, 8, 8]
}

mechanisms {
  disease ~ Bernoulli(0.2)
  image   ~ autoencoder(latent = 8) given disease
}
