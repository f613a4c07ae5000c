causalimg 1

variables {
  bmi  : real kg/m2
  size : real mm3
}

graph {
  bmi -> size
}
