causalimg 1

model radiomics "features of a nodule, and a score of them"

param features : int = 3

variables {
  malignant : binary
  texture   : vector[features]
  score     : real
  spread    : real
}

noise {
  u_score ~ Laplace(0, 0.1)
}

mechanisms {
  malignant ~ Bernoulli(0.3) via threshold
  texture   ~ Normal(malignant * [1, 0.5, -1], [1, 2, 0.5])
  score     := dot(texture, [0.2, 0.3, -0.5]) + u_score
  spread    := sum((texture - mean(texture))^2) / features
}

queries {
  benign : texture, score had malignant = 0
}
