causalimg 1

variables {
  age, dose, pain : real
}

graph {
  age -> dose -> pain <- age
}

queries {
  effect : adjustmentSets(exposure = dose, outcome = pain)
  total  : dose -> pain
}
