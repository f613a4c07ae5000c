causalimg 1

model sites "three hospitals buy different machines"

variables {
  environment hospital : category {charite, "St. Mary's", ucsf}
  scanner              : category {ge, siemens}
  age                  : real in [0, 110] years
  finding              : binary
}

graph {
  hospital -> scanner, age
  age, scanner -> finding
}

mechanisms {
  scanner ~ Categorical(ge = match hospital { charite: 0.2, "St. Mary's": 0.5, ucsf: 0.8 },
                        siemens = match hospital { charite: 0.8, "St. Mary's": 0.5, ucsf: 0.2 })
            via gumbel_max
  age     ~ Normal(if hospital == ucsf then 45 else 60, 15) truncated [0, 110]
  finding ~ Bernoulli(logit = 0.03 * (age - 50) + 0.5 * (scanner == ge)) via threshold
}

claims {
  finding _||_ hospital | age, scanner
  invariant finding given age, scanner across hospital "the disease is the same everywhere"
}

queries {
  there    : P(finding) for ucsf
  together : P(finding)
  swapped  : finding had scanner = siemens
}
