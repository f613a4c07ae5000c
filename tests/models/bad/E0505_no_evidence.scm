causalimg 1

variables {
  latent frailty : real
  age            : real in [0, 100] years
  dose           : real
}

graph {
  frailty, age -> dose
}

queries {
  blind  : frailty had age = 80 years given age
  told   : frailty had age = 80 years given age, dose
  inside : dose - (frailty had age = 80 years) given age
}
