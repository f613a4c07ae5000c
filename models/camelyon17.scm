causalimg 1

# Source: P. Bandi et al. (2019), From detection of individual metastases to classification of lymph
# node status at the patient level: the CAMELYON17 challenge, IEEE Transactions on Medical Imaging;
# as patches in P. W. Koh et al. (2021), WILDS: a benchmark of in-the-wild distribution shifts, ICML.
# Five hospitals cut, stain and scan; WILDS takes patches with and without tumour in equal number.
# Our reading: hence no arrow from hospital to tumour, and 0.5 is a fact. The two dyes are measured
# as optical densities after colour deconvolution. Patches are 96 x 96 there (`--set side=96`); spacing is ours.

model camelyon17 "the hospital stains and scans; what grows in the node is none of its doing"

param latents : int = 32
param side : int = 48
grid  patch = side x side at 2 um

variables {
  environment hospital : category {radboudumc, cwz, umcu, rijnstate, labpon}
  tumour               : binary            ## metastasis in the centre of the patch
  haematoxylin         : real in (0, inf)  ## mean optical density, blue
  eosin                : real in (0, inf)  ## mean optical density, pink
  scanner              : category {histech, hamamatsu, philips}
  image                : image[3, patch] in [0, 255]
}

graph {
  hospital -> haematoxylin, eosin  "each laboratory has its own recipe"
  hospital -> scanner              "purchasing"
  tumour -> haematoxylin           "crowded nuclei take up more of the blue dye"
  tumour, haematoxylin, eosin, scanner -> image
}

mechanisms {
  tumour       ~ Bernoulli(0.5) via threshold
  haematoxylin ~ flow() given hospital, tumour
  eosin        ~ flow() given hospital
  scanner      ~ table() given hospital via gumbel_max
  image        ~ vae(latent = latents) given tumour, haematoxylin, eosin, scanner
}

predictors {
  metastasis : tumour from image invariant to scanner, eosin
}

claims {
  tumour _||_ scanner, eosin
  haematoxylin _||_ eosin | hospital
  image _||_ hospital | tumour, haematoxylin, eosin, scanner
  invariant image given tumour, haematoxylin, eosin, scanner across hospital
}

queries {
  scan_again   : image had scanner = philips
  pinker       : image had eosin = 1.5 * eosin
  clean        : image had tumour = 0
  nuclei       : E[haematoxylin | do(tumour = 1)] - E[haematoxylin | do(tumour = 0)]
  scanner_bias : E[metastasis | do(scanner = philips)] - E[metastasis | do(scanner = hamamatsu)]
}
