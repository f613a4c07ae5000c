causalimg 1

variables {
  dose : real in (0, inf) mGy
  pain : real
}

mechanisms {
  dose ~ LogNormal(0, 1)
  pain ~ Normal(log(dose), 1)
}
