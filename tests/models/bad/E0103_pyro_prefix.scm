causalimg 1

variables {
  age, dose : real
}

mechanisms {
  age  ~ dist.Normal(50, 10)
  dose ~ pyro.distributions.Gamma(2, 1)
}
