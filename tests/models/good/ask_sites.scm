causalimg 1

model ask_sites "questions about one site, and about everyone"

variables {
  environment site   : category {oslo, rome}
  smoker, nodule     : binary
  selection referred : binary
}

mechanisms {
  smoker   ~ Bernoulli(if site == oslo then 0.2 else 0.4) via threshold
  nodule   ~ Bernoulli(0.1 + 0.2 * smoker) via threshold
  referred ~ Bernoulli(0.3 + 0.5 * nodule)
}

queries {
  here  : P(nodule | do(smoker = 1)) for rome
  there : P(nodule | smoker == 1) for oslo
  all   : P(nodule) for everyone
  seen  : P(nodule | site == rome)
}
