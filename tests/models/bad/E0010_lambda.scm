causalimg 1

variables {
  x, y : real
}

mechanisms {
  x ~ Normal(0, 1)
  y := lambda x: x + 1
}
