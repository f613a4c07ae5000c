causalimg 1

variables {
  sex     : category {female, male}
  age     : real
  disease : binary
  image   : image[1, 8, 8] in [0, 1]
}

mechanisms {
  sex     ~ table()
  age     ~ flow()
  disease ~ linear() given sex, age
  image   ~ vae(latent = 4) given disease, sex, age
}

predictors {
  reading : disease from image invariant to sex, age fair to age, sex
}
