causalimg 1

variables {
  image : image[1, 8, 8] in [0, 1]
  score : real
}

mechanisms {
  image ~ vae(latent = 2)
  score ~ Normal(2 * image, 1)
}
