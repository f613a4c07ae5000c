causalimg 1

variables {
  latent mood      : real
  latent appetite  : real
  age, dose, sleep : real
}

graph {
  age -> dose -> sleep <- mood
  appetite -> sleep
}

queries {
  rested : mood had dose = 3 given age, dose
}
