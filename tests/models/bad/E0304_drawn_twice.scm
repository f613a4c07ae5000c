causalimg 1

variables {
  age, dose, pain : real
}

graph {
  age, dose -> pain
  age -> dose
  dose -> pain
}
