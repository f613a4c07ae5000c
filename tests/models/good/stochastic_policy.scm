causalimg 1

model stochastic_policy "a new protocol draws its doses from another law"

variables {
  child   : binary
  dose    : real in (0, inf) mGy
  retake  : binary
}

mechanisms {
  child  ~ Bernoulli(0.2)
  dose   ~ LogNormal(if child then 0 else 0.7, 0.3)
  retake ~ Bernoulli(logit = -1 - log(dose / 1 mGy)) via threshold
}

interventions {
  new_protocol : dose ~ LogNormal(0.2, 0.05)
  by_age       : dose ~ LogNormal(if child then -0.5 else 0.3, 0.1)
  coin         : child ~ Bernoulli(0.5)
}

queries {
  gain      : P(retake | do(new_protocol)) - P(retake)
  gain_too  : P(retake | do(by_age)) / P(retake | do(new_protocol))
  mixed     : P(retake | do(coin, by_age))
  shifted   : E[dose | do(dose = 0.8 * dose)]
  per_child : P(retake | do(by_age), child == 1)
}
