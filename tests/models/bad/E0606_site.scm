causalimg 1

variables {
  environment site : category {north, south}
  dose, pain       : real
  scanner          : category {agfa, philips}
  blur             : real in (0, 1)
}

graph {
  site -> pain <- dose
  dose <-> pain     "sicker patients get more"
  scanner -> blur
  scanner <-> blur  "old rooms"
  site -> scanner
}

queries {
  effect  : E[pain | do(dose = 3)] for south
  blurred : E[blur | do(scanner = agfa)] for south
  bought  : P(scanner == agfa) for south
}
