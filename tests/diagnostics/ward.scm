causalimg 1

model ward "a text to point into"

variables {
  age   : real in [18, 100] years
  dose  : real
}

predictors {
  triage : disease from image, site invariant to site
}

mechanisms {
  age   ~ Normal(60, 15)
  dose  := exp(0.2 * agee + u)
  label := disease * 0.9 + u
  年齢 := 歳 + 1
}

queries {
  young : image had age = 12 years
}
