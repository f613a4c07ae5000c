causalimg 1

model ward

variables {
  age     : real in [18, 100] years
  sex     : category {female, male}
  disease : binary
  scanner : category {agfa, philips}
  image   : image[1, 8, 8] in [0, 1]
  a, b    : real
}

graph {
  age, sex -> disease -> image <- scanner
}

noise {
  u : real ~ Normal(age, 1)
}

mechanisms {
  age     ~ flow()
  sex     ~ table()
  scanner ~ table()
  disease ~ Bernoulli(logit = linear(age, sex, scanner)) via threshold
  image   ~ vae() given disease, scanner, sex
  (a, b)  ~ joint()
}
