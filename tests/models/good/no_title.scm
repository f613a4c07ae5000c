causalimg 1

model no_title

variables {
  x : real
}

mechanisms {
  x ~ Laplace(0, 1)
}
