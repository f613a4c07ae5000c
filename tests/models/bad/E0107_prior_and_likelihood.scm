causalimg 1

variables {
  pressure, age : real
}

mechanisms {
  age      ~ Normal(50, 10)
  pressure ~ Normal(120, 20)
  pressure ~ Normal(90 + 0.5 * age, 8)
}
