causalimg 1

variables {
  x, m, y : real
}

mechanisms {
  m ~ a*x
  y ~ b*m
  indirect := a*b
}
