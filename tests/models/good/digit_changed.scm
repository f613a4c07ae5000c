causalimg 1

model digit_changed "one digit, thinner and upright"

from std.morpho import set_thickness, set_intensity, set_slant

grid canvas = 12 x 12 at 1 px

variables {
  thickness        : real in [1, 4] px
  lean             : real in [-0.5, 0.5] rad
  brightness       : real in [64, 255] grey
  latent scribble  : image[canvas] in [0, 255] grey
  image            : image[canvas] in [0, inf) grey
}

noise {
  u_scribble : image[canvas] ~ Beta(0.5, 0.5)
}

mechanisms {
  thickness  ~ Uniform(1, 4)
  lean       ~ Normal(0, 0.1) truncated [-0.5, 0.5]
  brightness ~ Uniform(100, 255)
  scribble   := 255 * u_scribble
  image      := set_intensity(set_slant(set_thickness(scribble, thickness), lean), brightness, white = 255)
}

queries {
  upright : E[mean(image) | do(lean = 0)]
}
