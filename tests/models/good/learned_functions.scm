causalimg 1

model learned_functions "weighted sums and small networks inside equations and laws"

param width : int = 4

variables {
  age       : real in [20, 90] years
  sex       : category {female, male}
  stage     : ordinal {a < b < c}
  n         : count
  marker    : real
  ratio     : real in (0, 1)
  response  : binary
  features  : vector[2]
}

noise {
  u_marker, u_ratio ~ Normal(0, 1)
}

mechanisms {
  age      ~ Uniform(20, 90)
  sex      ~ table() via gumbel_max
  stage    ~ linear() given age, sex via threshold
  n        ~ Poisson(exp(linear(age))) via threshold
  marker   := linear(age, sex, stage) + u_marker
  ratio    := sigmoid(mlp(marker, n, hidden = width, layers = 1) + (0.5 + linear(age)^2) * u_ratio)
  response ~ Bernoulli(logit = mlp(age, marker) - linear(ratio)) via gumbel_max
  features ~ Normal([linear(age), mlp(sex, hidden = 2)], 1)
}

queries {
  older : marker, ratio, response had age = 80 years
}
