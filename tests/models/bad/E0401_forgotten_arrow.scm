causalimg 1

variables {
  age, weight, pressure : real
}

graph {
  age -> pressure  # more to come
}

mechanisms {
  age      ~ Normal(50, 10)
  weight   ~ Normal(70, 10)
  pressure ~ Normal(90 + 0.5 * age + 0.2 * weight, 8)
}
