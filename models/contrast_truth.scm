causalimg 1

model contrast_truth "a department in numbers, from which the rows of contrast.scm are drawn"

variables {
  environment site : category {coast, hills, plain}
  reminder         : binary  ## a note at the injector asks for the higher dose
  elderly          : binary
  latent frailty   : binary  ## poor kidneys, short breath: nobody writes it down
  dose             : binary  ## the higher dose was given
  bright           : binary  ## the artery measures more than 250 HU in the image
  clot             : binary  ## as the follow-up showed
  seen             : binary  ## the reader reports a clot
}

graph {
  site -> reminder -> dose  "some departments put up the note"
  elderly -> frailty, clot
  frailty -> dose           "poor kidneys: less contrast agent"
  dose -> bright -> seen
  clot, frailty -> seen     "who cannot hold the breath blurs"
}

mechanisms {
  reminder ~ Bernoulli(match site { coast: 0.9, hills: 0.5, plain: 0.1 }) via threshold
  elderly  ~ Bernoulli(0.4) via threshold
  frailty  ~ Bernoulli(if elderly then 0.6 else 0.2) via threshold
  dose     ~ Bernoulli(logit = 2 * reminder - 2.5 * frailty) via threshold
  bright   ~ Bernoulli(if dose then 0.9 else 0.4) via threshold
  clot     ~ Bernoulli(if elderly then 0.4 else 0.15) via threshold
  seen     ~ Bernoulli(logit = -3 + 3.5 * clot + 1.2 * bright - 1.5 * frailty) via threshold
}

queries {
  help  : E[seen | do(dose = 1)] - E[seen | do(dose = 0)]
  finds : E[seen | do(clot = 1)] - E[seen | do(clot = 0)]
}
