causalimg 1

variables {
  disease, scanner : binary
  image            : image[1, 8, 8]
}

graph {
  disease, scanner -> image
}

mechanisms {
  disease ~ Bernoulli(0.2)
  scanner ~ Bernoulli(0.5)
  image   ~ vae(latent = 2) given disease
}
