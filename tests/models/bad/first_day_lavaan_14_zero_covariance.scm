causalimg 1

variables {
  age, dose, height : real
}

graph {
  age -> dose
  dose ~~ 0*height
  age ~~ height
}
