causalimg 1

variables {
  dose  : real in [0, inf) mGy
  grain : real
  image : image[1, 8, 8] in [0, 1]
}

graph {
  dose, grain -> image
}

queries {
  brighter : E[mean(image had dose = 2 mGy) | grain > 0]
  worst    : max(mean(image had dose = 2 mGy, grain = 0), 0.5)
}
