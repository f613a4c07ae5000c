causalimg 1

model ward

variables {
  site    : category {north, south}
  scanner : category {agfa, philips}
  ward    : category {a, b, c}
  bed     : category {window, door}
}

mechanisms {
  site    ~ Categorical(north = 0.7, south = 0.2)
  scanner ~ Categorical(agfa    = match site { north: 0.9, south: 0.6 },
                        philips = match site { north: 0.1, south: 0.5 })
  ward    ~ Categorical(a = 0.5, b = 0.5)
  bed     ~ Categorical(window = 0.5, door = 0.25, window = 0.25)
}
