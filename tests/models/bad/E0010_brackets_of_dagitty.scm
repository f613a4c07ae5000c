causalimg 1

variables {
  age : real
  dose : real
  sick : binary
  u [latent]
  x [exposure]
  y [selected]
  z [pos="0,1"]
}

graph {
  age -> dose
  age, dose -> sick
}
