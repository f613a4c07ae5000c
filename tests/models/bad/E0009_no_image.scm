causalimg 1

model tables

variables {
  age, weight : real
  sick        : binary
  image       : image[1, 8, 8]
}

mechanisms {
  age    ~ Normal(50, 10)
  weight ~ Normal(70, 10)
  sick   ~ Bernoulli(logit = age / 50 - 1)
  image  ~ vae() given sick
}

predictors {
  guess : sick from age, weight
  joint : sick from age, image
}
