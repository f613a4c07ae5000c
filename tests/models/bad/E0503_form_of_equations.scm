causalimg 1

# an instrument: with these straight lines the effect can be had, from the arrows alone it cannot
variables {
  latent frailty : real
  lottery        : binary
  dose, pain     : real
}

graph {
  lottery -> dose -> pain
  frailty -> dose, pain
}

noise {
  u_dose, u_pain : real ~ Normal(0, 1)
}

parameters {
  b_lottery, b_dose, b_frailty : real ~ Normal(0, 2)
}

mechanisms {
  frailty ~ Normal(0, 1)
  lottery ~ Bernoulli(0.5) via threshold
  dose    := b_lottery * lottery + frailty + u_dose
  pain    := b_dose * dose + b_frailty * frailty + u_pain
}

queries {
  effect : E[pain | do(dose = 1)] - E[pain | do(dose = 0)]
}
