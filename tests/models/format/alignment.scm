causalimg 1
param n : int = 2
grid film = 4 x 4 at 1 mm
param longer : real = 0.5
variables {
  a : real
  longer_name : real in [0, 1] mm ## doc
  latent b, c : binary # plain
  environment site : category {x, y}

  d : real ## a paragraph of its own
  ee : real in (0, inf)
}
noise {
  u ~ Normal(0, 1)
  u_long, w : image[film] ~ Normal(0, 1)
}
parameters {
  p : real
  longer_p, q : real in [0, 1] ~ Beta(1, 1)
}
graph {
  a -> longer_name "short"
  a, longer_name -> d -> ee "longer"
  b <-> c
}
interventions {
  i : a = 1
  longer_i : a ~ Normal(0, 1), longer_name = 2 mm
}
claims {
  a _||_ b "short"
  longer_name _||_ c | a "longer"
}
