causalimg 1

model ward

variables {
  scanner : category {agfa, philips}
  age     : real years
}

mechanisms {
  scanner ~ Categorical(agfa = 0.5, philips = 0.5) via threshold
  age     ~ Normal(50, 10) via gumbel_max
}
