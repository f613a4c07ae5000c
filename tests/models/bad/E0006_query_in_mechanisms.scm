causalimg 1

variables {
  dose, pain : real
}

mechanisms {
  dose ~ Normal(5, 1)
  pain ~ Normal(10 - dose, 1)
  E[pain | do(dose = 6)]
}
