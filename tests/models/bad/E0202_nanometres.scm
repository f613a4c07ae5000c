causalimg 1

variables {
  cell     : real in (0, inf) um
  membrane : real in (0, inf) nm
  ratio    : real um/nm
  whole    : real um
  path     : real m
  speed    : real mm/s
  wait     : real ms
  thick    : binary
}

noise {
  u_whole : real ~ Normal(0, 1)
}

mechanisms {
  cell     ~ LogNormal(2, 0.5)
  membrane ~ LogNormal(2, 0.5)
  speed    ~ Normal(1, 1)
  wait     ~ Normal(1, 1)
  ratio    := cell / membrane
  whole    := cell + membrane + u_whole
  path     := speed * wait
  thick    ~ Bernoulli(logit = cell / membrane - 1) via threshold
}

queries {
  thin : P(thick | cell / membrane < 20)
}
