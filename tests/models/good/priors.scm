causalimg 1

model priors "numbers to be fitted, with every prior"

variables {
  x, y : real
}

parameters {
  a, b : real ~ Normal(0, 2)
  c    : real ~ StudentT(3)
  d    : real ~ Laplace(0, 1)
  e    : real in (0, inf) ~ LogNormal(0, 1)
  f    : real in (0, inf) ~ Gamma(2, 1)
  g    : real in (0, 1) ~ Beta(2, 2)
  h    : real in [0, inf) ~ Exponential(1)
  i    : real in [-1, 1] ~ Uniform(-1, 1)
  j    : real in [0, 5] ~ Normal(0, 2) truncated [0, 5]
  k    : real
  l    : real in (-inf, 0)
}

mechanisms {
  x ~ Normal(a + b + c, e + f)
  y ~ Normal(d * x + g + h + i + j + k + l, 1)
}
