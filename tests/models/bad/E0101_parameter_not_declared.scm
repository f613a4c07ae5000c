causalimg 1

variables {
  age, pressure : real
}

mechanisms {
  age      ~ Normal(50, 10)
  pressure ~ Normal(b0 + b1 * age, sigma)
}
