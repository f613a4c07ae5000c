causalimg 1

variables {
  age, dose : real
}

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ Normal(0.1 * age, 1) given age
}
