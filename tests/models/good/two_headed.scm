causalimg 1

model two_headed "height and weight share what nobody wrote down"

variables {
  height : real in (0, inf) cm
  weight : real in (0, inf) kg
  noise_level : real in (0, inf) HU
}

graph {
  height <-> weight  "nutrition in childhood"
  height, weight -> noise_level
}

mechanisms {
  (height, weight) ~ joint(bins = 4, hidden = 8, layers = 1)
  noise_level      ~ flow(bins = 4, hidden = 8, layers = 1) given height, weight
}

queries {
  lighter : noise_level had weight = 60 kg
}
