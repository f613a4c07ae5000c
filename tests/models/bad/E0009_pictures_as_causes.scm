causalimg 1

variables {
  image   : image[1, 32, 48] in [0, 1]
  tumour  : mask[32, 48] {none, core}
  signal  : kspace[2, 32, 48]
  volume  : real
  outcome : binary
  dose    : real
  shape   : vector[2]
  grade   : binary
}

mechanisms {
  image   ~ vae()
  tumour  ~ vae() given image
  signal  ~ vae() given tumour
  volume  ~ flow() given tumour
  outcome ~ mlp() given image, signal
  dose    ~ Normal(linear(tumour), 1)
  shape   ~ flow()
  grade   ~ table() given shape
}
