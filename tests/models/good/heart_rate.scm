causalimg 1

model heart_rate "beta blockers before a coronary CT"

variables {
  resting : real in [40, 140] bpm
  blocker : binary
  rate    : real in [30, 160] bpm
  window  : real in (0, inf) ms   ## diastolic rest
  blurred : binary
}

graph {
  resting -> blocker -> rate <- resting
  rate -> window -> blurred
}

mechanisms {
  resting ~ Normal(72 bpm, 12) truncated [40 bpm, 140 bpm]
  blocker ~ Bernoulli(if resting > 65 bpm then 0.9 else 0.1) via threshold
  rate    ~ Normal(resting - (if blocker then 12 bpm else 0 bpm), 4 bpm) truncated [30, 160]
  window  ~ LogNormal(log(300) - 0.02 * (rate / 1 bpm - 60), 0.1)
  blurred ~ Bernoulli(logit = (120 ms - window) / 20 ms) via threshold
}

claims {
  blocker _||_ window | rate
}

queries {
  treated  : P(blurred | do(blocker = 1)) - P(blurred | do(blocker = 0))
  confused : P(blurred | blocker == 1)
  twin     : blurred had blocker = 1
}
