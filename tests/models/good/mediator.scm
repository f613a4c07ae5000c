causalimg 1

model mediator "how much of the effect of age goes through atrophy"

variables {
  age      : real in [40, 90] years
  atrophy  : real
  memory   : real
}

graph {
  age -> atrophy -> memory
  age -> memory
}

noise {
  u_atrophy, u_memory ~ Normal(0, 1)
}

mechanisms {
  age     ~ Uniform(40, 90)
  atrophy := 0.05 * (age - 65) / 1 years + u_atrophy
  memory  := -0.8 * atrophy - 0.02 * (age - 65) / 1 years + 0.5 * u_memory
}

queries {
  total    : E[memory | do(age = 80 years)] - E[memory | do(age = 50 years)]
  direct   : E[memory had age = 80 years, atrophy = atrophy] - E[memory]
  indirect : memory - (memory had atrophy = atrophy - 1)
}
