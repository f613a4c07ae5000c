causalimg 1

variables {
  age, dose, wait : real
  disease         : binary
  falls           : count
}

mechanisms {
  age     ~ dnorm(50, 0.01)
  dose    ~ std_normal()
  wait    ~ dexp(0.1)
  disease ~ bernoulli_logit(0.04 * age - 2)
  falls   ~ dpois(3)
}
