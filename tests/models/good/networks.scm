causalimg 1

model networks "every network once, after `~` and inside an expression"

grid film = 8 x 8 at 1 mm

param width : int = 8

variables {
  environment site : category {north, south}
  age              : real in [18, 100] years
  view             : category {frontal, lateral, oblique}
  ill              : binary
  stage            : ordinal {early < late}
  bed, ward        : category {low, high}
  weight, height   : real in (0, inf)
  dose             : real
  image            : image[film] in [0, 255]
}

mechanisms {
  age              ~ flow(bins = 4, hidden = 8, layers = 1)
  view             ~ mlp(hidden = width, layers = 1) given age, site via gumbel_max
  ill              ~ linear() given age, view via threshold
  stage            ~ mlp() given age, ill via threshold
  bed              ~ linear() via gumbel_max
  ward             ~ table() given bed, ill via gumbel_max
  (weight, height) ~ joint(hidden = width) given age
  dose             ~ Normal(mlp(age, view, hidden = width), 1 + linear(age)^2)
  image            ~ vae(latent = 2, width = 4) given age, ill, view
}
