causalimg 1

# Source: Q. Liu, Q. Dou, P.-A. Heng (2020), Shape-aware meta-learning for generalizing prostate MRI
# segmentation to unseen domains, MICCAI, for the six sites; D. C. Castro, I. Walker, B. Glocker
# (2020), Causality matters in medical imaging, Nature Communications, for the direction: a contour
# is drawn on a picture, so the picture causes the mask, and who draws it is a cause as well.
# Our reading: each site has its own reader and coil; readers differ in what they count as gland.
# Bounds and spacing are ours.

model prostate "the picture makes the contour, and so does the hand that draws it"

param side : int = 64
grid  slice = side x side at 1.5 mm

variables {
  environment site : category {first, second, third, fourth, fifth, sixth}
  volume           : real in (0, inf) ml                   ## of the gland, by palpation or ultrasound before the scan
  field            : category {"1.5T", "3T"}
  coil             : category {endorectal, surface}
  image            : image[slice] in [0, 1]                ## T2-weighted, axial
  reader           : category {generous, exact, cautious}  ## the school of whoever drew the contour
  contour          : mask[slice] {background, prostate}
  outlined         : real in [0, inf) mm^2                 ## area of the contour on this slice
}

graph {
  site -> volume            "who is referred"
  site -> field, coil       "purchasing"
  site -> reader            "each site taught its own"
  volume, field, coil -> image
  contour -> outlined
  image, reader -> contour  "a contour is drawn on what is seen"
}

mechanisms {
  volume   ~ flow() given site
  field    ~ table() given site via gumbel_max
  coil     ~ table() given site via gumbel_max
  reader   ~ table() given site via gumbel_max
  image    ~ vae(latent = 32) given volume, field, coil
  contour  ~ vae(latent = 8) given image, reader
  outlined := area(contour == prostate)
}

predictors {
  outline : contour from image invariant to coil, field
}

claims {
  image _||_ reader | site  "the hand comes after the scan"
  contour _||_ site, volume, field, coil | image, reader
  invariant contour given image, reader across site
}

queries {
  other_coil : image had coil = surface
  other_hand : contour had reader = exact
  ladder     : contour, image had volume in 20 ml .. 80 ml by 20 ml
  gained     : E[outlined | do(reader = generous)] - E[outlined | do(reader = cautious)]
}
