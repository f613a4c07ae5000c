causalimg 1

variables {
  age : real
}

parameters {
  sigma : real<lower=0> ~ Exponential(1)
}

mechanisms {
  age ~ Normal(50, sigma)
}
