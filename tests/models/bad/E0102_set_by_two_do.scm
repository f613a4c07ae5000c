causalimg 1

variables {
  dose    : real in [0, inf) mGy
  field   : category {"1.5T", "3T"}
  quality : real
}

graph {
  dose, field -> quality
}

interventions {
  low     : dose = 1 mGy, careful
  careful : low
  itself  : field = "3T", itself
}

queries {
  benefit : E[quality | do(dose = 1 mGy), do(dose = 2 mGy)]
}
