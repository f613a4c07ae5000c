causalimg 1

# Source: N. Pawlowski, D. C. Castro, B. Glocker (2020), Deep structural causal models for tractable
# counterfactual inference, NeurIPS. Their brain study on UK Biobank: age and sex shape the volume of
# the brain, age and brain shape the ventricles, and the two volumes shape one axial slice.
# Our reading: all arrows are theirs. Bounds, and the spacing of the pixels, are ours.

model ukbb_brain "age and sex act on the picture through two volumes, and only through them"

param latents : int = 64
param side : int = 64
grid  slice = side x side at 3 mm

variables {
  ## who was invited
  age              : real in [40, 90] years         ## at the scan
  sex              : category {female, male}
  ## what was segmented
  brain_volume     : real in (0, inf) ml
  ventricle_volume : real in (0, inf) ml            ## lateral ventricles
  ## what was seen
  image            : image[slice] in [0, 255] grey  ## axial slice, T1-weighted
}

graph {
  age, sex -> brain_volume               "brains shrink with age, and heads differ in size"
  age, brain_volume -> ventricle_volume  "the ventricles fill what the tissue leaves"
  brain_volume, ventricle_volume -> image
}

mechanisms {
  age              ~ flow()
  sex              ~ table()
  brain_volume     ~ flow() given age, sex
  ventricle_volume ~ flow() given age, brain_volume
  image            ~ vae(latent = latents) given brain_volume, ventricle_volume
}

claims {
  age _||_ sex
  ventricle_volume _||_ sex | age, brain_volume
  image _||_ age, sex | brain_volume, ventricle_volume  "nothing of age is seen but what the volumes carry"
}

queries {
  atrophy    : E[ventricle_volume | do(age = 80 years)] - E[ventricle_volume | do(age = 50 years)]
  direct     : E[ventricle_volume | do(age = 80 years, brain_volume = 1100 ml)]
  men        : E[brain_volume | sex == male] - E[brain_volume | sex == female]
  older      : image, brain_volume, ventricle_volume had age = 85 years
  brother    : image, brain_volume had sex = male
  same_brain : image had age = 85 years, brain_volume = brain_volume
  ladder     : image had ventricle_volume in 10 ml .. 110 ml by 20 ml
}
