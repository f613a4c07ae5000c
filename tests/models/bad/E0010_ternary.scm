causalimg 1

variables {
  x, y : real
}

mechanisms {
  x ~ Normal(0, 1)
  y := x > 0 ? 1 : 0
}
