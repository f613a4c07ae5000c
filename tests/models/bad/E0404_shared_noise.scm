causalimg 1

model ward

variables {
  frailty, dose, label : real
}

noise {
  u ~ Normal(0, 1)
}

mechanisms {
  frailty ~ Normal(0, 1)
  dose    := exp(0.2 * frailty + u)
  label   := 0.9 * dose + u
}
