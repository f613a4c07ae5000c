causalimg 1

variables {
  age, dose : real
}

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ Normal(0.1 * age, 1)
}

queries {
  older : dose had age = 80 | age, dose
}
