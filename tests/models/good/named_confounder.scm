causalimg 1

model named_confounder "the unseen cause has a name"

variables {
  latent frailty : real
  bedside        : binary
  effusion       : binary
}

graph {
  bedside <- frailty -> effusion  "who cannot stand is filmed in bed, and has more fluid"
}

mechanisms {
  frailty  ~ Normal(0, 1)
  bedside  ~ Bernoulli(logit = -1 + 1.5 * frailty) via threshold
  effusion ~ Bernoulli(logit = -2 + frailty) via threshold
}

claims {
  bedside _||_ effusion | frailty
}

queries {
  seen  : P(effusion | bedside == 1) - P(effusion | bedside == 0)
  cause : P(effusion | do(bedside = 1)) - P(effusion | do(bedside = 0))
}
