causalimg 1

variables {
  dose : real
}

noise {
  u ~ Normal(0, 1)
}

mechanisms {
  dose ~ Normal(5 + u, 1)
}
