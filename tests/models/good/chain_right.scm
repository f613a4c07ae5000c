causalimg 1

model chain_right "one line, read from left to right"
variables {
  smoking, tar : binary
  nodule : binary
  biopsy : binary
}
graph { smoking -> tar -> nodule -> biopsy }
mechanisms {
  smoking ~ Bernoulli(0.3) via threshold
  tar ~ Bernoulli(if smoking then 0.7 else 0.1) via threshold
  nodule ~ Bernoulli(p = 0.05 + 0.2*tar) via threshold
  biopsy ~ Bernoulli(logit = -3 + 4*nodule) via gumbel_max
}
claims { smoking _||_ biopsy | nodule
  smoking _||_ nodule, biopsy | tar }
queries { quit : P(biopsy | do(smoking = 0)) }
