causalimg 1

grid brain = 8 x 8 x 6 at 5 mm

variables {
  sick   : binary
  volume : image[brain]
}

mechanisms {
  sick   ~ Bernoulli(0.3)
  volume ~ vae() given sick
}
