causalimg 1

model contrast "does more contrast agent help the reader find a clot, when the frail get less of it"

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
  reminder ~ table() given site via threshold
  elderly  ~ table() via threshold
  frailty  ~ table() given elderly via threshold
  dose     ~ table() given reminder, frailty via threshold
  bright   ~ table() given dose via threshold
  clot     ~ table() given elderly via threshold
  seen     ~ table() given bright, clot, frailty via threshold
}

claims {
  bright _||_ elderly | dose  "the artery shows the dose, not the patient"
  identified help
}

queries {
  help   : E[seen | do(dose = 1)] - E[seen | do(dose = 0)]
  age    : E[seen | do(elderly = 1)] - E[seen | do(elderly = 0)]
  finds  : E[seen | do(clot = 1)] - E[seen | do(clot = 0)]
  missed : P((seen had dose = 1) == 1 | dose == 0, clot == 1, seen == 0)
}
