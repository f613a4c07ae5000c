causalimg 1

variables {
  environment site : category {north, south}
  age              : real
  image            : image[1, 8, 8]
}

graph { site -> age -> image }

mechanisms {
  age   ~ flow() given site
  image ~ vae(latent = 2) given age, site
}
