causalimg 1

variables {
  x, y : real
}

mechanisms {
  x ~ Normal(0, 1)
  y := if x > 0 && x < 1 || x == 2 then 1 else 0
}
