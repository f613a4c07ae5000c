causalimg 1

variables {
  age, dose : real
}

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ flow() | age
}
