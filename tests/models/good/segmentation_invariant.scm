causalimg 1

model segmentation_invariant "the outline must not depend on the maker"

grid film = 8 x 8 at 4 mm

variables {
  environment site : category {kiel, lyon}
  maker            : category {ge, philips}
  heart            : mask[film] {outside, inside}
  image            : image[film] in [0, 1]
}

graph {
  site -> maker
  heart, maker -> image
}

mechanisms {
  maker ~ table() given site via gumbel_max
  heart ~ vae(latent = 2, width = 2)
  image ~ vae(latent = 2, width = 2) given heart, maker
}

predictors {
  outline : heart from image invariant to maker, site
}

claims {
  heart _||_ maker
}

queries {
  swapped : image had maker = ge
}
