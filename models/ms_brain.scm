causalimg 1

# Source: J. C. Reinhold, A. Carass, J. L. Prince (2021), A structural causal model for MR images of
# multiple sclerosis, MICCAI. The arrows are those of the model that they published with it.
# Our reading: the disability score is a number, as there, though it moves in half steps; the slice
# is fixed. Bounds and spacing are ours.

model ms_brain "from age and sex to years of disease, disability, lesions and the picture"

param latents : int = 32
param side : int = 64
grid  slice = side x side at 3 mm

variables {
  age              : real in [18, 80] years
  sex              : category {female, male}
  duration         : real in [0, 60] years  ## since the first symptoms
  edss             : real in [0, 10]        ## expanded disability status scale
  brain_volume     : real in (0, inf) ml
  ventricle_volume : real in (0, inf) ml
  lesion_volume    : real in [0, inf) ml    ## white matter lesions
  image            : image[slice] in [0, 1]
}

graph {
  age, sex -> brain_volume
  age, sex -> duration  "the illness begins at some age, and the other way round it cannot be"
  age, brain_volume, duration -> ventricle_volume
  age, sex, duration, ventricle_volume -> edss
  brain_volume, ventricle_volume, duration, edss -> lesion_volume
  brain_volume, ventricle_volume, lesion_volume -> image
}

mechanisms {
  age              ~ flow()
  sex              ~ table()
  brain_volume     ~ flow() given age, sex
  duration         ~ flow() given age, sex
  ventricle_volume ~ flow() given age, brain_volume, duration
  edss             ~ flow() given age, sex, duration, ventricle_volume
  lesion_volume    ~ flow() given brain_volume, ventricle_volume, duration, edss
  image            ~ vae(latent = latents) given brain_volume, ventricle_volume, lesion_volume
}

claims {
  age _||_ sex
  duration _||_ brain_volume | age, sex
  image _||_ age, sex, duration, edss | brain_volume, ventricle_volume, lesion_volume
}

queries {
  decade    : E[lesion_volume | do(duration = 20 years)]
              - E[lesion_volume | do(duration = 10 years)]
  no_lesion : image had lesion_volume = 0 ml
  early     : image, lesion_volume, ventricle_volume had duration = 0 years
  course    : image had duration in 0 years .. 30 years by 10 years
  burden    : image - (image had lesion_volume = 0 ml)
}
