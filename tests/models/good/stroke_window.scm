causalimg 1

model stroke_window "time is brain"

variables {
  onset     : real in (0, 24] h
  collateral: real in (0, 1)
  core      : real in [0, inf) ml
  treated   : binary
  outcome   : ordinal {good < fair < poor}
}

graph {
  onset, collateral -> core
  core, onset -> treated
  core, treated -> outcome
}

noise {
  u_core ~ LogNormal(0, 0.4)
}

mechanisms {
  onset      ~ Exponential(0.25) truncated (0, 24]
  collateral ~ Beta(3, 2)
  core       := 10 ml * onset / 1 h * (1 - collateral) * u_core
  treated    ~ Bernoulli(logit = 2 - core / 20 ml - 0.2 * (onset - 6 hours) / 60 min) via threshold
  outcome    ~ OrderedLogistic(core / 30 ml - 1.5 * treated, cuts = [0, 1.5]) via threshold
}

queries {
  earlier : core, treated, outcome had onset = onset - 1 h
  benefit : P(outcome == good | do(treated = 1)) - P(outcome == good | do(treated = 0))
  late    : outcome had onset in 1 h .. 9 h by 2 h
}
