causalimg 1

model radiographer "badge readings"

variables {
  months_worked : real in [0, 120] months
  badge         : real in [0, inf) mSv
}

parameters {
  per_month : real in (0, 1) ~ Beta(2, 8)
  spread    : real in (0, inf) ~ Exponential(1)
}

mechanisms {
  months_worked ~ Uniform(0, 10 years)
  badge         ~ Gamma(1 + per_month * (months_worked / 1 month), 1 + spread)
}

queries {
  more : E[badge | do(months_worked = 60 months)] - E[badge | do(months_worked = 12 months)]
}
