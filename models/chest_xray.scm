causalimg 1

model chest_xray "three hospitals, two scanner makers, one disease, and the labels we really have"

variables {
  ## who stands, or lies, in front of the detector
  latent frailty : real    ## nobody wrote it down
  age            : real in [18, 100] years
  sex            : category {female, male}
  latent disease : binary  ## pneumonia, as a perfect reader would call it

  ## how the picture is taken
  environment site : category {boston, bethesda, alicante}
  scanner          : category {agfa, philips}
  bedside          : binary  ## lying (AP) instead of standing (PA)
  image            : image[1, 256, 256] in [0, 1]

  ## what ends up in the table
  label              : binary  ## mined from the report
  selection archived : binary  ## we only ever see archived studies
}

graph {
  frailty -> disease, bedside
  age, sex -> disease
  age <-> sex                "who lives longest differs by sex"
  site -> age, sex, scanner  "case mix and purchasing"
  disease, bedside, age, sex, scanner -> image
  disease -> label <- site   "each site mines its reports with its own tool"
  disease, bedside -> archived
}

parameters {
  b_0, b_age, b_sex, b_frail : real ~ Normal(0, 2)
}

mechanisms {
  frailty    ~ Normal(0, 1)
  (age, sex) ~ joint() given site
  scanner    ~ table() given site
  disease    ~ Bernoulli(logit = b_0
                                 + b_age * (age - 60 years) / 10 years
                                 + b_sex * (sex == male)
                                 + b_frail * frailty)
               via threshold
  bedside    ~ Bernoulli(logit = -1 + 1.5 * frailty) via threshold
  image      ~ vae(latent = 64) given disease, bedside, age, sex, scanner
  label      ~ Bernoulli(if disease
                         then match site { boston: 0.92, bethesda: 0.85, alicante: 0.90 }
                         else 0.05)
               via threshold
  archived   ~ Bernoulli(logit = -1 + 2 * disease + bedside)
}

predictors {
  triage : disease by label from image invariant to scanner
}

interventions {
  harmonise : scanner = philips, bedside = 0
}

claims {
  sex _||_ scanner | site  "nobody picks a scanner by sex"
  invariant image given disease, bedside, age, sex, scanner across site
}

queries {
  scanner_bias : E[triage | do(scanner = agfa)] - E[triage | do(scanner = philips)]
  restyle      : image had harmonise
  older        : image, label had age = 80 years
  prevalence   : P(disease | age > 70 years)
}
