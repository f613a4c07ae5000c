causalimg 1

model ward

variables {
  age   : real in [18, 100] years
  dose  : real in (0, 8] mGy
  score : real in [0, 1]
  pixel : image[1, 8, 8] in [0, 1]
}

noise {
  u : real ~ Normal(0, 1)
}

mechanisms {
  age   ~ Normal(60, 15)
  dose  ~ LogNormal(0, 1) truncated (0, 9]
  score := 0.01 * age + u
  pixel ~ Normal(0.5, 0.1)
}
