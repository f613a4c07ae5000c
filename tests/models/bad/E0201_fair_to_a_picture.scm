causalimg 1

variables {
  disease : binary
  organ   : mask[8, 8] {background, lung}
  genes   : vector[3]
  image   : image[1, 8, 8] in [0, 1]
}

graph {
  disease, organ, genes -> image
}

predictors {
  triage : disease from image invariant to organ
  second : disease from image fair to image, genes
}
