# before the first line

causalimg 1  # behind it
# between

## a heading outside
model comments_everywhere "comments in odd places" # behind the model
# before a grid
grid film = 4 x 4 at 1 mm  # behind a grid

variables { # behind the brace
  # first in a block
  ## a heading
  age : real in [0, 100] years ## doc
  # between

  # alone after a blank line
  ill : binary # plain, no doc
  image : image[film] ## the picture
  # last in a block
}
# between blocks
graph {
  age # in the middle of a chain
    -> ill
  ill -> image # behind an arrow
}
noise {
  u_image : image[film] ~ Normal(0, # inside brackets
    1)
}
mechanisms {
  age ~ Uniform(0, 100) # law
  ill ~ Bernoulli(
    # above an argument
    logit = 0.1 * (age - 50) # behind an argument
  ) via threshold # behind via
  image := ill # behind a first term
    + u_image # behind a second
}
queries {
  # nothing but a comment, then
  healthy : image had ill = 0 # last
}
# at the end
