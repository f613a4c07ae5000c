causalimg 1

variables {
  age, sex, dose, pain : real
}

graph {
  age -> dose
  {age sex} -> {dose pain}
  dose -> pain
}
