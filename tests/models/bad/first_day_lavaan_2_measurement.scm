causalimg 1

variables {
  latent frailty : real
  grip, gait     : real
}

mechanisms {
  frailty =~ grip + gait
}
