causalimg 1

variables {
  x, by, at, y : real
}

mechanisms {
  x  ~ Normal(0, 1)
  by ~ Normal
  at ~ x + by + 1
  y  ~ 2
}
