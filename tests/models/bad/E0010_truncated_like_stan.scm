causalimg 1

variables {
  age : real in [18, 100]
}

mechanisms {
  age ~ Normal(50, 10) T[18, 100]
}
