causalimg 1

model ward

variables {
  environment site : category {north, south}
  age              : real years
  scanner          : category {agfa, philips}
}

graph {
  age -> site -> scanner
  site <-> age
}

mechanisms {
  site    ~ table()
  scanner ~ table() given site
}
