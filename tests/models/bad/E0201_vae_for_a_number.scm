causalimg 1

variables {
  age : real
}

mechanisms {
  age ~ vae(latent = 2)
}
