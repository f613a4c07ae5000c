causalimg 1

model contrast_agent "a reaction that nobody expects"

variables {
  allergy, asthma, reaction : binary
  premedicated              : binary
}

graph {
  allergy, asthma -> premedicated
  allergy, asthma, premedicated -> reaction
}

mechanisms {
  allergy      ~ Bernoulli(0.1) via threshold
  asthma       ~ Bernoulli(0.08) via threshold
  premedicated ~ Bernoulli(if allergy then 0.8 else if asthma then 0.3 else 0.01) via threshold
  reaction     ~ Bernoulli((0.002 + 0.05 * allergy + 0.01 * asthma) * (if premedicated then 0.3 else 1)) via threshold
}

queries {
  helped     : P((reaction had premedicated = 0) == 1 | premedicated == 1, reaction == 0)
  needed     : P((reaction had premedicated = 1) == 0 | premedicated == 0, reaction == 1)
  effect     : P(reaction | do(premedicated = 1)) - P(reaction | do(premedicated = 0))
  naive      : P(reaction | premedicated == 1) - P(reaction | premedicated == 0)
  at_risk    : P(reaction | do(premedicated = 1), allergy == 1)
}
