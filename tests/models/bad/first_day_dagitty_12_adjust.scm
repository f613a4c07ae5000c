causalimg 1

variables {
  age, dose, pain : real
}

graph {
  age -> dose -> pain <- age
  adjust age
}

queries {
  effect : E[pain | do(dose = 1)] - E[pain | do(dose = 0)] adjusting for age
}
