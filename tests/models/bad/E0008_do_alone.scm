causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> pain
}

queries {
  effect : do(dose = 3)
}
