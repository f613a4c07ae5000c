causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> dose
  dose -> pain
}
