causalimg 1

variables {
  field   : category {"1.5T", "3T"}
  quality : real
}

noise {
  u ~ Normal(0, 1)
}

mechanisms {
  field   ~ table()
  quality := match field { "3T": 2 } + u
}
