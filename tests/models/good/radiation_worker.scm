causalimg 1

model radiation_worker "counts in a detector that is sometimes asleep"

variables {
  awake  : binary
  rate   : real in (0, inf) Hz
  counts : count
}

noise {
  u_awake : binary ~ Bernoulli(0.95)
  u_rate  ~ Gamma(3, 0.1)
}

mechanisms {
  awake  := u_awake
  rate   := u_rate
  counts ~ Poisson(if awake then rate * 60 s else 0.001) via threshold
}

queries {
  awakened : counts had awake = 1
}
