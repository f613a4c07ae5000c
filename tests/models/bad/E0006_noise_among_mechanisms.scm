causalimg 1

variables {
  dose : real
}

mechanisms {
  u    ~ Normal(0, 1)
  dose := 5 + u
  effect : E[dose]
}
