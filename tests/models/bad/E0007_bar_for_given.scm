causalimg 1

variables {
  age, sex : real
  image    : image[1, 32, 32]
}

mechanisms {
  image ~ vae(latent = 4 | age, sex)
  age   ~ Normal(0, 1) | sex
}

queries {
  older : image had age = 80 | image, sex
}
