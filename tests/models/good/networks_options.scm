causalimg 1

model networks_options "every network, every option"

grid film = 8 x 8 at 1 mm

variables {
  a, b      : real
  view      : category {frontal, lateral}
  grade     : ordinal {low < high}
  yes       : binary
  many      : vector[2]
  image     : image[2, film]
}

graph {
  a <-> b
  a, b -> view -> grade -> yes
  yes -> many -> image
}

mechanisms {
  (a, b) ~ joint(bins = 4, hidden = 4, layers = 1)
  view   ~ mlp(hidden = 4, layers = 1) given a, b via gumbel_max
  grade  ~ table() given view via gumbel_max
  yes    ~ linear() given grade via gumbel_max
  many   ~ flow(bins = 4, hidden = 4, layers = 1) given yes
  image  ~ vae(latent = 2, width = 2) given many
}
