causalimg 1

variables {
  latent frailty, latent stamina : real
}
