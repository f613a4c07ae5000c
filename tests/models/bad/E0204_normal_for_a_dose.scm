causalimg 1

variables {
  dose : real in (0, inf) mGy
}

mechanisms {
  dose ~ Normal(5, 1)
}
