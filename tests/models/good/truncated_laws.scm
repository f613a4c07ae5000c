causalimg 1

model truncated_laws "every continuous law, cut"

variables {
  a : real in [-1, 2]
  b : real in [0.5, 3]
  c : real in [-2, 2]
  d : real in [-1, 1]
  f : real in [0, 4]
  g : real in [0.2, 0.8]
  h : real in [0, 2]
  i : real in [1, 2]
}

mechanisms {
  a ~ Normal(0, 1) truncated [-1, 2]
  b ~ LogNormal(0.1 * a, 0.5) truncated (0.5, 3)
  c ~ StudentT(3, a, 1) truncated [-2, 2]
  d ~ Laplace(a, 1) truncated [-1, 1]
  f ~ Gamma(2, exp(a)) truncated [0, 4]
  g ~ Beta(2 + a^2, 2) truncated [0.2, 0.8]
  h ~ Exponential(2) truncated [0, 2]
  i ~ Uniform(0, 5) truncated [1, 2]
}
