causalimg 1

model chest_phantom "the same study as its data show it"

param codes : int = 24
grid  chest = 64 x 64 at 5 mm

variables {
  environment site : category {north, south, east, west}
  age              : real in [20, 90] years
  disease          : binary
  scanner          : category {agfa, philips}
  exposure         : real in (0, 4] mGy
  image            : image[chest] in [0, 1]
}

graph {
  site -> age -> disease <- site  "case mix"
  site -> scanner -> exposure     "purchasing"
  disease, scanner, exposure -> image
}

mechanisms {
  age      ~ flow() given site
  disease  ~ Bernoulli(logit = linear(age, site)) via threshold
  scanner  ~ table() given site via gumbel_max
  exposure ~ flow() given scanner
  image    ~ vae(latent = codes) given disease, scanner, exposure
}

predictors {
  triage : disease from image invariant to scanner, exposure, site
}

claims {
  disease _||_ scanner | site
  image _||_ site | disease, scanner, exposure
}

queries {
  other_maker : image, exposure had scanner = philips
  ladder      : image had exposure in 0.5 mGy .. 3 mGy by 0.5 mGy
  healthy     : image had disease = 0
  bias        : E[triage | do(scanner = agfa)] - E[triage | do(scanner = philips)]
}
