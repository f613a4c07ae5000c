causalimg 1

# busy wards give more, and record more relapses; nobody wrote down how busy it was
variables {
  environment site : category {north, south}
  severity         : real in (0, 1)
  dose             : real in [0, 8] mGy
  relapse          : binary
}

graph {
  site -> severity -> dose -> relapse <- severity
  dose <-> relapse  "busy wards"
}

queries {
  benefit : E[relapse | do(dose = 1 mGy)] - E[relapse | do(dose = 3 mGy)]
  shifted : E[relapse | do(dose = dose + 1 mGy)]
  among   : E[relapse | do(dose = 1 mGy), severity > 0.5]
  before  : E[severity | do(dose = 1 mGy)]
}
