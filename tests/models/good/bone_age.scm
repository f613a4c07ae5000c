causalimg 1

model bone_age "a hand on the detector tells how old the bones are"

variables {
  age      : real in [0, 216] months    ## up to eighteen years
  sex      : category {boy, girl}
  maturity : real in [0, inf) months
}

graph {
  age, sex -> maturity
}

mechanisms {
  age      ~ Uniform(0 years, 18 years)
  sex      ~ Uniform() via gumbel_max
  maturity ~ Normal(age + (if sex == girl then 10 else 0), 9 months) truncated [0, 300]
}

queries {
  other : maturity had sex = boy
  later : E[maturity | do(age = 12 years)] - E[maturity | do(age = 11 years)]
}
