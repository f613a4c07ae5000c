causalimg 1

variables {
  dose, pain : real
}

noise {
  dose ~ Normal(0, 1)
}

mechanisms {
  pain := 5 + dose
}
