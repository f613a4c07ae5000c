causalimg 1

# Source: M. Roschewitz, F. De Sousa Ribeiro, T. Xia, G. Khara, B. Glocker (2024), Counterfactual
# contrastive learning: robust representations via causal image synthesis. Their mammograms are from
# EMBED (J. J. Jeong et al., 2023, Radiology: Artificial Intelligence); the scanner draws the picture,
# and the pairs for training are one breast under two scanners.
# Our reading: breast density, their task on mammograms, falls with age and draws the picture too;
# the hospital owns the scanner and has its own patients. Sites, bounds and spacing are ours.

model embed_mammography "the same breast under another scanner must be read alike"

param latents : int = 64
param side : int = 64
grid  view = side x side at 3 mm

variables {
  environment site : category {first, second, third, fourth}
  age              : real in [25, 95] years
  density          : ordinal {fatty < scattered < heterogeneous < dense}  ## BI-RADS a to d
  scanner          : category {selenia_dimensions, senographe_pristina, clearview_csm}
  image            : image[view] in [0, 1]
}

graph {
  site -> age -> density
  site -> scanner  "purchasing"
  density, scanner -> image
}

mechanisms {
  age     ~ flow() given site
  density ~ OrderedLogistic(linear(age)) via threshold
  scanner ~ table() given site via gumbel_max
  image   ~ vae(latent = latents) given density, scanner
}

predictors {
  reading : density from image invariant to scanner, site
}

claims {
  density _||_ scanner | site  "nobody buys a scanner for the density of one breast"
  density _||_ site | age
  image _||_ age, site | density, scanner
  invariant image given density, scanner across site
}

queries {
  ageing       : P(density == dense | do(age = 40 years))
                 - P(density == dense | do(age = 70 years))
  pair         : image had scanner = clearview_csm
  older        : image, density had age = 70 years
  scanner_bias : P(reading == dense | do(scanner = clearview_csm))
                 - P(reading == dense | do(scanner = senographe_pristina))
}
