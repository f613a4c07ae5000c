causalimg 1

variables {
  latent frailty : real
  dose, pain     : real
}

graph {
  frailty -> dose, pain
}

claims {
  dose _||_ pain
}
