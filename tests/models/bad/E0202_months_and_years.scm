causalimg 1

variables {
  age      : real in [0, 120] years
  followup : real in [0, inf) months
}

noise {
  u ~ Exponential(1)
}

mechanisms {
  age      ~ flow()
  followup := age + u
}
