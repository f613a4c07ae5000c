causalimg 1

variables {
  age, sex_hormone, density : real
}

graph {
  age, sex_hormone -> density
}

mechanisms {
  age         ~ Normal(50, 10)
  sex_hormone ~ Normal(0, 1)
  density     ~ Normal(linear(age), 1)
}
