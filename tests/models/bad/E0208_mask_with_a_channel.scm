causalimg 1

variables {
  image  : image[1, 32, 48] in [0, 1]
  tumour : mask[1, 32, 48] {none, core}
}

mechanisms {
  image  ~ vae()
  tumour := if image > 0.5 then core else none
}
