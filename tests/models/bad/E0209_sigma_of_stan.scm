causalimg 1

variables {
  age, dose : real
}

mechanisms {
  age  ~ Normal(mu = 50, sigma = 10)
  dose ~ Normal(5, tau = 0.01)
}
