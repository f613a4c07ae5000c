causalimg 1

variables {
  dose, effect : real
  age          : real
}

mechanisms {
  dose   = Normal(0, 1)
  effect = 2 * dose
  age   <- 3 + effect
}
