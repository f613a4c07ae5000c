causalimg 1

# Source: F. De Sousa Ribeiro, T. Xia, M. Monteiro, N. Pawlowski, B. Glocker (2023), High fidelity
# image counterfactuals with probabilistic causal models, ICML. Their chest study on MIMIC-CXR: sex,
# race and age come first, the finding depends on age alone, and all four draw the film.
# Our reading: the finding couples its worlds by Gumbel-max, as their code does. Films are 192 x 192
# there (`--set side=192`); bounds and spacing are ours.

model mimic_cxr "age raises the chance of an effusion; age, sex, race and effusion draw the film"

param latents : int = 64
param side : int = 64
grid  film = side x side at 5 mm

variables {
  age     : real in [18, 100] years
  sex     : category {female, male}
  race    : category {white, asian, black}  ## as the patient record has it
  finding : binary                          ## pleural effusion
  image   : image[film] in [0, 255] grey
}

graph {
  age -> finding  "effusions are a matter of failing hearts, and hearts fail late"
  age, sex, race, finding -> image
}

mechanisms {
  age     ~ flow()
  sex     ~ table()
  race    ~ table()
  finding ~ Bernoulli(logit = mlp(age)) via gumbel_max
  image   ~ vae(latent = latents) given age, sex, race, finding
}

predictors {
  effusion : finding from image invariant to race
}

claims {
  finding _||_ sex, race
  sex _||_ race
  age _||_ sex, race
}

queries {
  risk       : P(finding | do(age = 80 years)) - P(finding | do(age = 40 years))
  healthy    : image had finding = 0
  where      : image - (image had finding = 0)
  older      : image, finding had age = 80 years
  other_race : image had race = asian
  leak       : E[effusion | do(race = black)] - E[effusion | do(race = white)]
}
