causalimg 1

variables {
  push  : real m/s^2
  speed : real m/s
}

mechanisms {
  push  ~ Normal(3 m / s ^ 2, 1)
  speed ~ Normal(5 m / s, 1)
}
