causalimg 1

variables {
  scan : image[1, 64, 32]
  copy : image[1, 32, 64]
}

mechanisms {
  scan ~ vae(latent = 2)
  copy := scan
}
