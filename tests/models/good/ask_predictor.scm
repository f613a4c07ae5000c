causalimg 1

model ask_predictor "a reader is asked about like a variable"

grid film = 8 x 8 at 4 mm

variables {
  environment site : category {a, b}
  stage            : ordinal {low < middle < high}
  scanner          : category {old, new}
  image            : image[film] in [0, 1]
}

graph {
  site -> scanner
  stage, scanner -> image
}

mechanisms {
  stage   ~ OrderedLogistic(0, cuts = [-1, 1]) via threshold
  scanner ~ table() given site via gumbel_max
  image   ~ vae(latent = 2, width = 2) given stage, scanner
}

predictors {
  reader : stage from image invariant to scanner, site
}

queries {
  high_on_old : P(reader == high | do(scanner = old))
  right       : P(reader == stage | site == b)
  changed     : reader had scanner = new
  both        : reader, image had scanner = new
}
