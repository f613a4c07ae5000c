causalimg 1

variables {
  dose, pain, sleep : real
}

mechanisms {
  dose  ~ Normal(5, 1)
  pain  ~ Normal(10 - dose, 1)
  sleep ~ Normal(8 - 0.3 * pain, 1)
}

queries {
  effect : E[sleep | do(dose = 6), pain > 4]
}
