causalimg 1

variables {
  disease : binary
  image   : image[1, 8, 8]
}

mechanisms {
  disease ~ Bernoulli(0.2)
  image   ~ vae(latent = 4) given (disease)
}
