causalimg 1

variables {
  dose, pain : real
}

mechanisms {
  dose ~ Normal(5, 1)
  pain := 10 - dose + Normal(0, 1)
}
