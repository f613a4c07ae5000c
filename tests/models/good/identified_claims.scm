causalimg 1

model identified_claims "effects that data can tell, and that may be claimed for it"

variables {
  age                        : real in [20, 90] years
  latent habit               : binary
  contrast, enhanced, seen   : binary
  dose                       : real in (0, inf) mGy
}

graph {
  age -> dose -> seen <- age
  contrast -> enhanced -> seen
  contrast <- habit -> seen
}

mechanisms {
  age      ~ flow(4, 4, 1)
  habit    ~ Bernoulli(0.5)
  contrast ~ linear() given habit via threshold
  enhanced ~ table() given contrast via threshold
  dose     ~ flow(4, 4, 1) given age
  seen     ~ linear() given enhanced, habit, dose, age via threshold
}

claims {
  identified by_age
  identified front_door "contrast works through enhancement alone"
}

queries {
  by_age     : P(seen | do(dose = 2 mGy)) - P(seen | do(dose = 1 mGy))
  front_door : P(seen | do(contrast = 1)) - P(seen | do(contrast = 0))
}
