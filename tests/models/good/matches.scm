causalimg 1

model matches "one number for every value"

variables {
  digit   : category {0..4}
  field   : category {"1.5T", "3T", "7 T"}
  yes     : binary
  level   : ordinal {low < high}
  x, y, z : real
  label   : category {benign, malignant}
}

mechanisms {
  digit ~ Uniform() via gumbel_max
  field ~ Uniform() via gumbel_max
  yes   ~ Uniform() via threshold
  level ~ Uniform() via threshold
  x     ~ Normal(match digit { 0: 1, 1: 2, 2: 3, 3: 5, 4: 8 }, match yes { 0: 1, 1: 2 })
  y     ~ Normal(match field {
    "1.5T": match level { low: 1, high: 2 },
    "3T": 3,
    "7 T": if level == high then 4 else 5,
  }, 1)
  z     ~ Normal(match level { low: x, high: y }^2, 1)
  label := match digit { 0: benign, 1: benign, 2: benign, 3: malignant, 4: if yes then malignant else benign }
}
