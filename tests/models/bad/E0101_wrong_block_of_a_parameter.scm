causalimg 1

variables {
  age, dose : real
}

noise {
  u ~ Normal(0, sigma)
}

mechanisms {
  age  ~ Normal(50, 10)
  dose := 0.1 * age + u
}
