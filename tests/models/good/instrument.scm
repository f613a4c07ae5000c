causalimg 1

model instrument "the day of the week decides the scanner, the patients do not"

variables {
  weekday     : category {monday, friday}
  latent ill  : real
  three_tesla : binary
  found       : real
}

graph {
  weekday -> three_tesla -> found
  three_tesla <- ill -> found
}

parameters {
  effect : real ~ Normal(0, 1)
}

noise {
  u_found ~ StudentT(5)
}

mechanisms {
  weekday     ~ Uniform() via gumbel_max
  ill         ~ Normal(0, 1)
  three_tesla ~ Bernoulli(logit = ill + match weekday { monday: 1, friday: -1 }) via threshold
  found       := effect * three_tesla + ill + u_found
}

claims {
  weekday _||_ ill              "nobody falls ill by the calendar"
  weekday _||_ found | three_tesla, ill
}

queries {
  naive : E[found | three_tesla == 1] - E[found | three_tesla == 0]
  wald  : (E[found | weekday == monday] - E[found | weekday == friday])
          / (P(three_tesla | weekday == monday) - P(three_tesla | weekday == friday))
}
