causalimg 1

model ward

variables {
  sex     : category {female, male}
  stage   : ordinal {early < late}
  age     : real years
  disease : binary
  image   : image[1, 8, 8] in [0, 1]
}

mechanisms {
  sex     ~ table()
  stage   ~ table()
  age     := 2 * sex + 1
  disease := age
  image   := if sex < male then 0.5 else if age then 0.2 else 0.1
}

queries {
  who   : E[sex]
  grey  : E[image]
  early : P(stage <= early | stage == sex)
}
