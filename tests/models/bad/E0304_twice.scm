causalimg 1

model ward

variables {
  age, dose, depth : real
}

graph {
  age -> dose
  age -> age
  dose <- age
}

mechanisms {
  depth := depth + 1
}
