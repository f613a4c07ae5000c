causalimg 1

variables {
  disease : binary
  image   : image[1, 8, 8]
}

mechanisms {
  disease ~ table()
  image   ~ vae(latents = 4, epochs = 10) given disease
}
