causalimg 1

model ward

variables {
  age  : real years
  dose : real
}

noise {
  u ~ Normal(0, 1)
}

mechanisms {
  age  ~ Normal(50, 10)
  dose := abs(0.1 * age + u)
}

queries {
  older : dose had age = 80 years
}
