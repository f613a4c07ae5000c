causalimg 1

model ward

variables {
  age, dose, depth : real
}

graph {
  age, depth -> dose
}

mechanisms {
  age   ~ Normal(50, 10)
  depth ~ Normal(0, 1)
  dose  ~ Normal(0.1 * age, 1)
}
