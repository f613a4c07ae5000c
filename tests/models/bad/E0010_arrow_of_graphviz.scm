causalimg 1

variables {
  a, b, c : real
}

graph {
  a --> b
  b => c
  a -- c
}
