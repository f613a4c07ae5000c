causalimg 1

variables {
  latent frailty : real
  age, dose      : real
}

graph {
  frailty, age -> dose
}

queries {
  older : frailty had age = 80 given age
}
