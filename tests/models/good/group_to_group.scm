causalimg 1

model group_to_group "two causes, two readers: four arrows on one line"

variables {
  size, contrast     : real
  reader_a, reader_b : binary
}

graph {
  size, contrast -> reader_a, reader_b  "both look at the same film"
}

noise {
  u_size, u_contrast ~ Normal(0, 1)
}

mechanisms {
  size     := u_size
  contrast := u_contrast
  reader_a ~ Bernoulli(logit = size + contrast) via threshold
  reader_b ~ Bernoulli(logit = 2 * size + 0.5 * contrast - 1) via threshold
}

claims {
  reader_a _||_ reader_b | size, contrast
}

queries {
  agree : P(reader_a == reader_b)
  miss  : reader_a, reader_b had size = -1
}
