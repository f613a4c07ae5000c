causalimg 1

variables {
  age, dose : real
}

noise {
  u, v ~ Normal(0, 1)
}

mechanisms {
  age  ~ Normal(50, 10)
  dose := 0.1 * age + u * v
}

queries {
  older : dose had age = 80
}
