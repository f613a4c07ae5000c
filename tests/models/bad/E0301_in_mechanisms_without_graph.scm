causalimg 1

variables {
  dose, pain : real
}

mechanisms {
  dose ~ Normal(0.5 * pain, 1)
  pain ~ Normal(10 - dose, 1)
}
