causalimg 1

model ward

variables {
  height, weight, index : real
}

mechanisms {
  height ~ Normal(1.7, 0.1)
  weight ~ Normal(70, 10)
  index  := weight / height ^ 2
}

queries {
  heavy : E[height | index == 30]
}
