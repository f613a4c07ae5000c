causalimg 1

model dose "a small ward: sicker patients get more, more lowers the chance of relapse"

variables {
  severity : real in (0, 1)
  dose     : real in (0, inf) mGy  ## total dose
  relapse  : binary
}

graph {
  severity -> dose -> relapse <- severity
}

noise {
  u_dose ~ LogNormal(0, 0.5)
}

mechanisms {
  severity ~ Beta(2, 3)
  dose     := (1 + severity) * u_dose
  relapse  ~ Bernoulli(logit = 3 * severity - dose) via threshold
}

queries {
  benefit : E[relapse | do(dose = 1 mGy)] - E[relapse | do(dose = 3 mGy)]
  more    : relapse had dose = dose + 1 mGy
}
