causalimg 1

variables {
  dose, pain : real
}

mechanisms {
  dose ~ Normal(5, 1)
  pain ~ Normal(10 - dose, 1)
}

queries {
  mean : pain
  rate : P(pain > 8) - pain
}
