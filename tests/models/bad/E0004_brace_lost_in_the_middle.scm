causalimg 1

variables {
  age  : real
  dose : real
}

graph {
  age -> dose

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ Normal(0.1 * age, 1)
}

queries {
  effect : E[dose | do(age = 60)]
}
