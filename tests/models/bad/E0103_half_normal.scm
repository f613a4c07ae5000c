causalimg 1

variables {
  age : real
}

parameters {
  sigma : real in (0, inf) ~ HalfNormal(1)
}

mechanisms {
  age ~ Normal(50, sigma)
}
