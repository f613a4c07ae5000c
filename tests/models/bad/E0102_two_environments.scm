causalimg 1

variables {
  environment hospital : category {north, south}
  environment vendor   : category {agfa, philips}
  dose                 : real
}

mechanisms {
  dose ~ Normal(match hospital { north: 0, south: 1 } + match vendor { agfa: 0, philips: 2 }, 1)
}
