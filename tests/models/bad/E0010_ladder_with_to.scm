causalimg 1

variables {
  age, dose : real
}

graph {
  age -> dose
}

queries {
  a : dose had age in 20 to 80 by 10
  b : dose had age in [20, 80]
  c : dose had age = 20..80
  d : dose if age = 20
}
