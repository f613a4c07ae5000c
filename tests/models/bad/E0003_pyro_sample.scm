causalimg 1

variables {
  age, dose : real
}

mechanisms {
  age  = pyro.sample("age", dist.Normal(50, 10))
  dose = pyro.sample("dose", dist.Normal(0.1 * age, 1))
}
