causalimg 1

model ward

param width : int

variables {
  age     : real years
  disease : binary
  dose    : real
  sex     : category {female}
  image   : image
  pair_a, pair_b : real
}

mechanisms {
  age     ~ Normal(50)
  disease ~ Bernoulli(0.1, logit = 2)
  dose    ~ Normal(mu = 0, sd = 1, 3)
  sex     ~ Uniform(0, 1)
  (pair_a, pair_b) ~ flow(knots = 3)
}

queries {
  down : dose had age in 20 years .. 80 years by -5 years
}
