causalimg 1

variables {
  dose, pain : real
}

graph {
  dose <-> pain
}

claims {
  dose _||_ pain
}
