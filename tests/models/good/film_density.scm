causalimg 1

model film_density "a film's darkness by the dose, one pixel at a time"

from std.xray import exposure, beer_lambert

variables {
  dose : real in (0, inf) mGy
  bone : image[1, 8, 8] in [0, inf)
  film : image[1, 8, 8] in [0, 1]
}

noise {
  u_bone : image[1, 8, 8] ~ Exponential(1)
}

mechanisms {
  dose ~ LogNormal(0, 0.3)
  bone := u_bone
  film := exposure(beer_lambert(bone), dose)
}

queries {
  darker : E[mean(film) | do(dose = 2 * dose)] - E[mean(film)]
}
