causalimg 1

graph {
  x [exposure]
  y [outcome]
  u [latent]
  x -> y
  u -> x
  u -> y
}

variables {
  x, y : real
  latent u : real
}
