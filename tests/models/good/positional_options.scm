causalimg 1

model positional_options "options by place, and the defaults"

variables {
  a, b, c : real in [0, 1]
}

mechanisms {
  a ~ flow()
  b ~ flow(4, 8, 1) given a
  c ~ flow(bins = 5) given a, b
}

queries {
  other : b, c had a = 0.5
}
