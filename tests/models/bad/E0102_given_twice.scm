causalimg 1

variables {
  age   : real
  image : image[1, 8, 8]
}

mechanisms {
  age   ~ Normal(50, 10)
  image ~ vae(latent = 2) given age, age
}
