causalimg 1

variables {
  dose : real in [0, 10) mGy
  murk : real
  grey : real
}

graph {
  dose -> murk -> grey
}

mechanisms {
  dose ~ Uniform(0, 10)
  murk ~ Normal(1 / (1 + dose / 1 mGy), 0.1)
  grey ~ Normal(murk, 1)
}

queries {
  bright : E[grey | do(dose = 1 mGy]
}
