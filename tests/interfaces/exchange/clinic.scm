causalimg 1

model clinic "who is treated, who recovers, & whom we see at the 2nd visit"

variables {
  latent frailty : ordinal {low < high}  ## not measured
  treated        : binary
  ward           : category {"1 a", "<5"}
  recovered      : binary
  selection seen : binary
}

graph {
  frailty -> treated  "the frail first"
  frailty, treated -> recovered
  ward <-> treated    "who is on duty"
  recovered -> seen
}

noise {
  u : real ~ Uniform(0, 2)
}

mechanisms {
  frailty   ~ Categorical(low = 0.75, high = 0.25)
  treated   ~ Bernoulli(if frailty == high then 0.8 else 0.3)
  ward      ~ Uniform()
  recovered := if u < 0.5 + 0.25 * treated - (if frailty == high then 0.25 else 0) then 1 else 0
  seen      ~ Bernoulli(match recovered { 0: 0.5, 1: 0.9 })
}

queries {
  effect : E[recovered | do(treated = 1)] - E[recovered | do(treated = 0)]
}
