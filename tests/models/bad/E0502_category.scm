causalimg 1

variables {
  environment site : category {north, south}
  scanner          : category {agfa, philips}
  dose             : real
}

mechanisms {
  scanner ~ table() given site
  dose    ~ Normal(match scanner { agfa: 2, philips: 3 }, 1)
}

queries {
  elsewhere : dose had site = south
}
