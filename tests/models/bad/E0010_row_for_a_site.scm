causalimg 1

variables {
  environment site : category {north, south}
  dose             : real
  pain             : real
}

graph {
  site -> dose -> pain
}

queries {
  more : pain had dose = dose + 1 for north
  all  : pain had dose = 1 given dose, pain for everyone
}
