causalimg 1

model via_before_given "how it couples may stand before what it is given"

variables {
  age   : real in [20, 90] years
  sex   : category {f, m}
  stage : ordinal {i < ii}
}

mechanisms {
  age   ~ Uniform(20, 90)
  sex   ~ table() via gumbel_max
  stage ~ linear() via threshold given age, sex
}

queries {
  other : stage had sex = f
}
