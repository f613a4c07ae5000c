causalimg 1

model fair_by "a latent disease, a report, and what is fair"

grid film = 8 x 8 at 40 mm

variables {
  environment site : category {a, b, c}
  sex              : category {female, male}
  latent disease   : binary
  report           : binary
  scanner          : category {old, new}
  image            : image[film] in [0, 1]
}

graph {
  sex -> disease -> report
  disease, scanner -> image
  site -> scanner
}

mechanisms {
  sex     ~ table() via gumbel_max
  disease ~ Bernoulli(if sex == male then 0.3 else 0.2) via threshold
  report  ~ Bernoulli(if disease then 0.9 else 0.05) via threshold
  scanner ~ table() given site via gumbel_max
  image   ~ vae(latent = 2, width = 2) given disease, scanner
}

predictors {
  plain      : disease by report from image
  fair       : disease by report from image fair to sex
  both       : disease by report from image invariant to scanner fair to sex
  invariant_ : disease by report from image invariant to scanner
  of_label   : report from image fair to sex
}
