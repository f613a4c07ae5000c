causalimg 1

variables {
  x, y : real
}

mechanisms {
  x ~ Normal(0, 1)
  y := 1 if x > 0 else 0
}
