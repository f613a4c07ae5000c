causalimg 1

params {
  latents : int = 16
}

variables {
  age : real
}
