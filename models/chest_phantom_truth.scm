causalimg 1

model chest_phantom_truth "case mix and scanner both change with the hospital"

from std.phantom import thorax, opacity
from std.xray import beer_lambert, scatter

grid chest = 64 x 64 at 5 mm

variables {
  environment site : category {north, south, east, west}
  age              : real in [20, 90] years
  disease          : binary
  scanner          : category {agfa, philips}
  exposure         : real in (0, 4] mGy
  latent girth     : real in [0.8, 1.2]
  latent extent    : real in [0, 1]
  latent density   : image[chest] in [0, inf)
  image            : image[chest] in [0, 1]
}

graph {
  site -> age -> disease <- site
  site -> scanner -> exposure
  disease -> extent
  girth, extent -> density
  density, scanner, exposure -> image
}

noise {
  u_extent ~ Beta(2, 2)
  u_grain  : image[chest] ~ Normal(0, 1)
}

mechanisms {
  age      ~ Normal(match site { north: 45, south: 55, east: 60, west: 68 }, 12) truncated [20, 90]
  disease  ~ Bernoulli(logit = 0.04 * (age - 55)
                               + match site { north: -2.5, south: -2, east: 2.8, west: -0.8 })
             via threshold
  scanner  ~ Categorical(agfa = match site { north: 0.95, south: 0.9, east: 0.05, west: 0.5 },
                         philips = match site { north: 0.05, south: 0.1, east: 0.95, west: 0.5 })
             via gumbel_max
  exposure ~ LogNormal(match scanner { agfa: 0, philips: 0.4 }, 0.2) truncated (0, 4]
  girth    ~ Normal(1, 0.08) truncated [0.8, 1.2]
  extent   := if disease then u_extent else 0.3 * u_extent
  density  := thorax(chest, girth) + 0.5 * extent * opacity(chest, girth)
  image    := sigmoid(match scanner { agfa: 4, philips: 6 }
                      * (0.4 - scatter(beer_lambert(density), 0.1))
                      + 0.1 / sqrt(exposure) * u_grain)
}
