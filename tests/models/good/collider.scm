causalimg 1

model collider "admission opens a path"

variables {
  pneumonia, fracture, admitted : binary
}

graph {
  pneumonia -> admitted <- fracture  "either brings a patient in"
}

mechanisms {
  pneumonia ~ Bernoulli(0.1)
  fracture  ~ Bernoulli(0.05)
  admitted  ~ Bernoulli(if pneumonia or fracture then 0.9 else 0.02)
}

claims {
  pneumonia _||_ fracture
}

queries {
  everybody : P(pneumonia | fracture == 1)
  inside    : P(pneumonia | fracture == 1, admitted == 1)
}
