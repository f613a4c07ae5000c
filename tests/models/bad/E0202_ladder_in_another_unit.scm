causalimg 1

variables {
  age  : real in [0, 120] years
  dose : real
}

graph {
  age -> dose
}

queries {
  older : dose had age in 20 mm .. 80 mm by 10 mm
}
