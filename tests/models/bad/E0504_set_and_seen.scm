causalimg 1

model ward

variables {
  age, dose, harm : real
}

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ Normal(0.1 * age, 1)
  harm ~ Normal(dose, 1)
}

queries {
  both  : E[harm | do(dose = 1), dose > 0]
  after : E[age | do(dose = 1), harm > 2]
}
