causalimg 1

variables {
  latent
  dose, pain : real
  latent : mood
}

graph {
  dose -> pain
  latent u
}
