causalimg 1

variables {
  age, dose : real
}

parameters {
  real<lower=0> sigma
  b : real<lower=0>
}

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ Normal(b * age, sigma)
}
