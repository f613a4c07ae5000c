causalimg 1

variables {
  age, y : real
}

parameters {
  b : real ~ flow()
}

mechanisms {
  age ~ flow()
  y   ~ Normal(b * age, 1)
}

queries {
  older : E[y | do(age ~ flow())]
}
