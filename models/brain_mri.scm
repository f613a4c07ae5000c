causalimg 1

# Source: F. Knoll, J. Zbontar, A. Sriram et al. (2020), fastMRI, Radiology: Artificial Intelligence
# 2 (k-space is measured in full and thinned out afterwards), and K. P. Pruessmann et al. (1999),
# SENSE, Magnetic Resonance in Medicine 42 (how coils are unfolded).
# Our reading: the anatomy on its left, age and disease that shape tissue, is that of dementia
# studies such as ADNI. Bounds, spacing and the noise level are ours.
model brain_mri "age and dementia shape the tissue, a scanner sees it in k-space, software makes the picture"

import "scanners/skyra.scm" as skyra
from std.mri import spoiled_gradient_echo, fourier, coil_maps, shake, cartesian, sense

param coils : int = 8
grid  slice = 64 x 64 at 3.5 mm

variables {
  ## anatomy
  age              : real in [45, 90] years
  sex              : category {female, male}
  diagnosis        : ordinal {healthy < mci < alzheimer}
  tissue           : mask[slice] {background, csf, grey, white, hippocampus}
  hippocampal_area : real in [0, inf) mm^2  ## on this slice

  ## acquisition
  environment site : category {oxford, london}
  field            : category {"1.5T", "3T"}
  echo_time        : real in [2, 120] ms
  acceleration     : real in [1, 8]
  motion           : real in (0, 5] mm
  kspace           : kspace[coils, slice]  ## complex and noisy, before lines are left out

  ## reconstruction
  image : image[slice] in [0, inf)
}

graph {
  age, sex -> diagnosis -> tissue -> hippocampal_area
  age, sex -> tissue
  age, diagnosis -> motion                "older and sicker people move more"
  site -> field, echo_time, acceleration  "each site has its protocol"
  tissue -> kspace <- field, echo_time, motion
  kspace, acceleration -> image
}

noise {
  u_kspace : kspace[coils, slice] ~ ComplexNormal(0, 1)
}

mechanisms {
  age              ~ flow()
  sex              ~ table()
  diagnosis        ~ OrderedLogistic(linear(age, sex)) via threshold
  tissue           ~ vae(latent = 16) given age, sex, diagnosis
  hippocampal_area := area(tissue == hippocampus)

  field        ~ table() given site
  echo_time    ~ flow() given site
  acceleration ~ flow() given site
  motion       ~ LogNormal(linear(age, diagnosis), 0.4) truncated (0, 5]
  kspace       := shake(fourier(coil_maps(coils, slice)
                                * spoiled_gradient_echo(tissue, field, echo_time)),
                        motion)
                  + skyra.noise_level * u_kspace
  image        := abs(sense(cartesian(kspace, acceleration), acceleration))
}

predictors {
  dementia     : diagnosis from image invariant to acceleration
  parcellation : tissue from image
}

claims {
  tissue _||_ field, echo_time, acceleration  "the magnet does not change the brain"
  invariant tissue given age, sex, diagnosis across site
}

queries {
  still         : image had motion = 0.1 mm
  fully_sampled : image had acceleration = 1
  healthy_twin  : tissue, image had diagnosis = healthy
  atrophy       : E[hippocampal_area | do(diagnosis = alzheimer)]
                  - E[hippocampal_area | do(diagnosis = healthy)]
}
