causalimg 1

variables {
  x, y : real
}

queries {
  effect  : y | do(x = 1)
  average : y
  ratio   : y / x
}
