causalimg 1

variables {
  a, b, c : real
}

graph {
  a -> -> b
  -> c
  a b -> c
  a -> b c
}
