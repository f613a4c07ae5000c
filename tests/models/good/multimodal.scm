causalimg 1

model multimodal "a film, an age and a blood value read together"

grid small = 8 x 8 at 4 mm

variables {
  age      : real in [18, 100] years
  crp      : real in [0, inf) mg/l
  sepsis   : binary
  severity : ordinal {mild < moderate < severe}
  stay     : count
  ejection : real in [0, 1]
  film     : image[small] in [0, 1]
}

mechanisms {
  age      ~ Uniform(18, 100)
  sepsis   ~ Bernoulli(logit = 0.03 * (age - 80)) via threshold
  severity ~ OrderedLogistic(sepsis, cuts = [0, 1.5]) via threshold
  crp      ~ LogNormal(2 + sepsis, 0.5)
  stay     ~ Poisson(exp(1 + sepsis)) via threshold
  ejection ~ Beta(6, 3 + sepsis)
  film     ~ vae(latent = 2, width = 2) given sepsis, severity, ejection
}

predictors {
  alarm  : sepsis from film, age, crp
  grade  : severity from film, crp
  heart  : ejection from film
  nights : stay from film, age
}
