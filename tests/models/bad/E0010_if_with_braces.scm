causalimg 1

variables {
  x, y, z : real
}

mechanisms {
  x ~ Normal(0, 1)
  y := if (x > 0) { 1 } else { 0 }
  z := if x > 0: 1 else: 0
}
