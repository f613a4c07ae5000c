causalimg 1

variables {
  dose : real
}

mechanisms {
  dose ~ Normal(0.9 * dose, 1)
}
