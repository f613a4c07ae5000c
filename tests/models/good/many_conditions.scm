causalimg 1

model many_conditions "long chains of and, or, not"

variables {
  a, b, c, d   : binary
  all_of, some : binary
  mixed        : binary
}

mechanisms {
  a      ~ Bernoulli(0.9)
  b      ~ Bernoulli(0.8)
  c      ~ Bernoulli(0.7)
  d      ~ Bernoulli(0.6)
  all_of := a and b and c and d
  some   := a or b or c or d
  mixed  := a and b or c and d and not (a or b) or not c
}

queries {
  together : P(a and b and c | d)
  one      : P(a or b or c or d)
}
