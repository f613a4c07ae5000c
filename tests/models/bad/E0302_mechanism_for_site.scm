causalimg 1

variables {
  environment site : category {north, south}
  age              : real
}

mechanisms {
  site ~ Categorical(north = 0.5, south = 0.5)
  age  ~ Normal(match site { north: 40, south: 60 }, 10)
}
