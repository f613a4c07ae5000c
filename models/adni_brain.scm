causalimg 1

# Source: T. Melistas, N. Spyrou, N. Gkouti, P. Sanchez, A. Vlontzos, Y. Panagakis, G. Papanastasiou,
# S. A. Tsaftaris (2024), Benchmarking counterfactual image generation, NeurIPS Datasets and
# Benchmarks. The graph is that of their ADNI configuration.
# Our reading: their two bits for apoE count the copies of the e4 allele. Pictures are 192 x 192
# there (`--set side=192`); bounds and spacing are ours.

model adni_brain "a gene, age and sex act on two volumes; the slice says where we look"

param latents : int = 64
param side : int = 64
grid  view = side x side at 3 mm

variables {
  apoe             : ordinal {none < one < two}  ## copies of the e4 allele
  age              : real in [50, 95] years
  sex              : category {female, male}
  brain_volume     : real in (0, inf) ml
  ventricle_volume : real in (0, inf) ml
  slice            : category {0..9}             ## which of ten axial slices
  image            : image[view] in [0, 1]
}

graph {
  apoe, age, sex -> brain_volume
  age, brain_volume -> ventricle_volume  "the ventricles fill what the tissue leaves"
  brain_volume, ventricle_volume, slice -> image
}

mechanisms {
  apoe             ~ table()
  age              ~ flow()
  sex              ~ table()
  slice            ~ Uniform()
  brain_volume     ~ flow() given apoe, age, sex
  ventricle_volume ~ flow() given age, brain_volume
  image            ~ vae(latent = latents) given brain_volume, ventricle_volume, slice
}

claims {
  slice _||_ apoe, age, sex, brain_volume, ventricle_volume  "where we look changes nobody's brain"
  ventricle_volume _||_ apoe | age, brain_volume
  image _||_ apoe, age, sex | brain_volume, ventricle_volume, slice
}

queries {
  gene     : E[brain_volume | do(apoe = two)] - E[brain_volume | do(apoe = none)]
  carriers : E[brain_volume had apoe = none | apoe == two] - E[brain_volume | apoe == two]
  spared   : image, brain_volume, ventricle_volume had apoe = none
  grown    : image had ventricle_volume in 20 ml .. 100 ml by 20 ml
  above    : image had slice = 9
}
