causalimg 1

variables {
  dose : real in [0, inf)
}

noise {
  u ~ Normal(0, 1)
}

mechanisms {
  dose := 5 + u
}
