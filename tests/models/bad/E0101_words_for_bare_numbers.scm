causalimg 1

variables {
  fat     : real in [0, 100] percent
  smoking : real in [0, inf) pack_years
  exam    : real in [0, 30] points
}

mechanisms {
  fat     ~ Uniform(0, 100)
  smoking ~ LogNormal(2, 1)
  exam    ~ Uniform(0, 30)
}
