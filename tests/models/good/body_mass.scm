causalimg 1

model body_mass "weight and height, drawn side by side"

variables {
  body      : vector[2]
  first     : real
  index     : real
}

graph {
  body -> first, index
}

mechanisms {
  body  ~ MultivariateNormal([75, 170], [[150, 40], [40, 90]])
  first := element(body, 1)
  index := element(body, 1) / (element(body, 2) / 100)^2
}

queries {
  mean_index : E[index]
}
