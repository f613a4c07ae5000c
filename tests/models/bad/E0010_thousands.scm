causalimg 1

variables {
  cells : real
}

mechanisms {
  cells ~ Normal(10_000, 1_000)
}
