causalimg 1

variables {
  age, dose : real
}

noise {
  u ~ Normal(0, 1)
}

mechanisms {
  age  ~ Normal(50, 10)
  dose := max(0.1 * age + u, 0)
}

queries {
  older : dose had age = 80
}
