causalimg 1

variables {
  age : real
}

mechanisms {
  age ~ Normal(50, -10)
}
