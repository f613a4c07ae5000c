causalimg 1

model isotope "a tracer decays on its way to the scanner"

variables {
  delay    : real in [0, 6] hours
  uptake   : real in (0, inf)
  counts   : count
}

graph {
  delay -> counts
  uptake -> counts
}

mechanisms {
  delay  ~ Beta(2, 5)
  uptake ~ Gamma(9, 3)
  counts ~ Poisson(200 * uptake * 0.5^(delay / 110 min)) via threshold
}

queries {
  at_once : counts had delay = 0 min
  late    : E[counts | do(delay = 1 h)] - E[counts | do(delay = 0.5 hour)]
}
