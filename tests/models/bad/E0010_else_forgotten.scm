causalimg 1

variables {
  x, y : real
}

mechanisms {
  x ~ Normal(0, 1)
  y := if x > 0 then 1
}
