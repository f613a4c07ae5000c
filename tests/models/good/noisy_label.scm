causalimg 1

model noisy_label "nobody saw the disease, a report mentions it"

grid small = 8 x 8 at 4 mm

variables {
  environment site : category {a, b}
  latent disease   : binary
  report           : binary
  image            : image[small] in [0, 1]
}

graph {
  disease -> image
  disease -> report <- site
}

mechanisms {
  disease ~ Bernoulli(0.3) via threshold
  report  ~ Bernoulli(if disease then match site { a: 0.9, b: 0.7 } else 0.05) via threshold
  image   ~ vae(latent = 2, width = 2) given disease
}

predictors {
  triage : disease by report from image
}
