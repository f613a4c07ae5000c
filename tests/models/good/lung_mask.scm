causalimg 1

model lung_mask "lungs as a map of labels, learned from causes"

grid chest = 8 x 8 at 40 mm

variables {
  age    : real in [18, 100] years
  lungs  : mask[chest] {air, left, right}
  image  : image[chest] in [0, 1]
}

graph {
  age -> lungs -> image
}

mechanisms {
  age   ~ Uniform(18, 100)
  lungs ~ vae(latent = 2, width = 2) given age
  image ~ vae(latent = 2, width = 2) given lungs
}

predictors {
  parts : lungs from image
}

queries {
  older : image had age = 80 years
  left_lung : E[area(lungs == left)]
}
