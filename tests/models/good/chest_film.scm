causalimg 1

model chest_film "from the depth of a chest to a film, with every step of the beam"

from std.phantom import thorax, opacity
from std.xray import beer_lambert, scatter, exposure, quantum_noise, collimate

grid chest = 16 x 12 at 20 mm

variables {
  girth         : real in [0.8, 1.2]
  pneumonia     : binary
  dose          : real in [1, 4] mGy
  margin        : real in [0, 60] mm
  latent depth  : image[chest] in [0, inf)
  latent beam   : image[chest] in [0, inf)
  film          : image[chest] in [0, 1]
}

graph {
  girth, pneumonia -> depth -> beam -> film
  dose -> film <- margin
}

noise {
  u_quanta : image[chest] ~ Normal(0, 1)
}

mechanisms {
  girth     ~ Normal(1, 0.08) truncated [0.8, 1.2]
  pneumonia ~ Bernoulli(0.3) via threshold
  dose      ~ Uniform(1, 4)
  margin    ~ Uniform(0, 60)
  depth     := thorax(chest, girth) + 0.5 * pneumonia * opacity(chest, girth)
  beam      := scatter(beer_lambert(depth), fraction = 0.1)
  film      := sigmoid(4 * (exposure(collimate(beam, margin), dose, speed = 0.7) - 0.5)
                       + (0.001 + quantum_noise(beam, dose, photons = 500)) * u_quanta)
}

queries {
  open_beam : film had margin = 0 mm
  healthy   : film had pneumonia = 0
}
