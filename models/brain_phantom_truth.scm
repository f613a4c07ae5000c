causalimg 1

# A drawn head in a simulated scanner: every counterfactual of it is known.
# Signal: spoiled gradient echo; coils, undersampling and reconstruction: SENSE (Pruessmann 1999).
model brain_phantom_truth "age and dementia shrink the brain; site and scanner change only how it is seen"

from std.phantom import brain
from std.mri import spoiled_gradient_echo, coil_maps, fourier, shake, cartesian, sense

param coils : int = 8
grid  slice = 64 x 64 at 3.5 mm

variables {
  ## who lies in the scanner
  environment site : category {oxford, london, leipzig}
  age              : real in [45, 90] years
  diagnosis        : ordinal {healthy < impaired < alzheimer}
  latent girth     : real in [0.8, 1.2]     ## size of the head, 1 is average
  latent atrophy   : real in [0, 1]
  tissue           : mask[slice] {background, csf, grey, white, hippocampus}
  csf_area         : real in [0, inf) mm^2  ## ventricles and sulci, on this slice

  ## how the scanner looks at it
  field        : category {"1.5T", "3T"}
  echo_time    : real in [2, 40] ms
  acceleration : real in [1, 4]
  motion       : real in [0, 6] mm
  kspace       : kspace[coils, slice]  ## fully sampled and noisy; lines are left out before the picture is made
  image        : image[slice] in [0, inf)
}

graph {
  site -> age               "who lives near"
  age -> diagnosis
  age, diagnosis -> atrophy
  girth, atrophy -> tissue -> csf_area
  age, diagnosis -> motion  "older and sicker people move more"
  site -> field -> echo_time
  site -> acceleration
  tissue -> kspace <- field, echo_time, motion
  kspace, acceleration -> image
}

noise {
  u_atrophy ~ Beta(2, 2)
  u_kspace  : kspace[coils, slice] ~ ComplexNormal(0, 1)
}

mechanisms {
  age          ~ Normal(match site { oxford: 62, london: 66, leipzig: 70 }, 9) truncated [45, 90]
  diagnosis    ~ OrderedLogistic(0.08 * (age - 65), cuts = [0.5, 2]) via threshold
  girth        ~ Normal(1, 0.06) truncated [0.8, 1.2]
  atrophy      := clip(0.008 * (age - 45)
                       + match diagnosis { healthy: 0, impaired: 0.12, alzheimer: 0.3 }
                       + 0.3 * u_atrophy,
                       0,
                       1)
  tissue       := brain(slice, girth, atrophy)
  csf_area     := area(tissue == csf)
  field        ~ Categorical("1.5T" = match site { oxford: 0.1, london: 0.8, leipzig: 0.5 },
                             "3T" = match site { oxford: 0.9, london: 0.2, leipzig: 0.5 })
                 via gumbel_max
  echo_time    ~ LogNormal(match field { "1.5T": log(12), "3T": log(6) }, 0.2) truncated [2, 40]
  acceleration ~ Uniform(1, match site { oxford: 2, london: 4, leipzig: 3 })
  motion       ~ LogNormal(-1.5 + 0.02 * (age - 65) + 0.4 * (diagnosis == alzheimer), 0.5)
                 truncated [0, 6]
  kspace       := shake(fourier(coil_maps(coils, slice)
                                * spoiled_gradient_echo(tissue, field, echo_time)),
                        motion)
                  + 0.01 * u_kspace
  image        := abs(sense(cartesian(kspace, acceleration), acceleration))
}

claims {
  tissue _||_ field, echo_time, acceleration | site  "the magnet does not change the brain"
  invariant csf_area given age, diagnosis across site
}

queries {
  still         : image had motion = 0 mm
  stronger      : image had field = "3T", echo_time = 6 ms
  fully_sampled : image had acceleration = 1
  shrinkage     : E[csf_area | do(diagnosis = alzheimer)] - E[csf_area | do(diagnosis = healthy)]
}
