causalimg 1

variables {
  falls : count
  pain  : real
}

mechanisms {
  falls ~ Poisson(2)
  pain  ~ Normal(falls, 1)
}

queries {
  none  : E[pain | falls < 0]
  halfs : P(falls == 0.5)
}
