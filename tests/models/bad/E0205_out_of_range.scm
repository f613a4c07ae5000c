causalimg 1

model ward

variables {
  age     : real in [18, 100] years
  dose    : real in [5, 1] mGy
  disease : binary
  label   : binary
  image   : image[1, 8, 8]
}

mechanisms {
  age     ~ Normal(0, -1) truncated [18, 100]
  dose    ~ Uniform(3, 2)
  disease ~ Bernoulli(1.2)
  label   ~ Bernoulli(0.01 * age + 0.1)
  image   ~ vae(latent = 2.5) given age
}
