causalimg 1

model environment_predicts "an age read from a film, with the view beside it"

grid small = 8 x 8 at 4 mm

variables {
  age   : real in [0, 20] years
  view  : category {left, right}
  film  : image[small] in [0, 1]
}

mechanisms {
  age  ~ flow(bins = 4, hidden = 4, layers = 1)
  view ~ table() via gumbel_max
  film ~ vae(latent = 2, width = 2) given age, view
}

predictors {
  bone_age : age from film, view
}

queries {
  mirrored : film had view = left
}
