causalimg 1

model sodium "a slow exchange between two compartments"

variables {
  inside, outside : real in (0, inf)
  ratio           : real in (0, inf)
}

noise {
  u_ratio ~ Normal(0, 1)
}

mechanisms {
  inside  ~ Gamma(20, 2)
  outside ~ Gamma(30, 0.2)
  ratio   := outside / inside * exp(u_ratio / 10)
}

queries {
  balanced : ratio had inside = outside
}
