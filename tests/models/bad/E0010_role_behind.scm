causalimg 1

variables {
  frailty : latent real
  site : environment category {north, south}
}
