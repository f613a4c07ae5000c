causalimg 1

variables {
  age, pressure : real
}

graph {
  pressure ~ age
}
