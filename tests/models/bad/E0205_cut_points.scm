causalimg 1

variables {
  x       : real
  falling : ordinal {low < middle < high}
  level   : ordinal {low < middle < high}
  loose   : ordinal {low < middle < high}
  tight   : ordinal {low < middle < high}
}

parameters {
  first, second : real
  gap           : real in (0, inf)
}

mechanisms {
  x       ~ Normal(0, 1)
  falling ~ OrderedLogistic(x, cuts = [1, -1])
  level   ~ OrderedLogistic(x, cuts = [0.5, 0.5])
  loose   ~ OrderedLogistic(x, cuts = [first, second])
  tight   ~ OrderedLogistic(x, cuts = [first, first + gap])
}

queries {
  worse : E[x | do(level ~ OrderedLogistic(0, [1, -1]))]
}
