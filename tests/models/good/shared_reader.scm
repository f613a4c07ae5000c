causalimg 1

model shared_reader "one annotator for a site's labels"

grid slide = 8 x 8 at 0.5 um

variables {
  environment lab : category {nijmegen, utrecht}
  tumour          : binary
  stain           : real in (0, 1)
  label           : binary
  patch           : image[3, slide] in [0, 1]
}

graph {
  lab -> stain
  tumour, stain -> patch
  tumour -> label <- lab
}

mechanisms {
  tumour ~ Bernoulli(0.5) via threshold
  stain  ~ flow(4, 4, 1) given lab
  label  ~ Bernoulli(if tumour then match lab {nijmegen: 0.95, utrecht: 0.85} else 0.03) via threshold
  patch  ~ vae(latent = 2, width = 2) given tumour, stain
}

predictors {
  detector : tumour by label from patch invariant to stain
}

queries {
  paler : patch had stain = 0.2
  dyes  : patch had stain in 0.2 .. 0.8 by 0.2
}
