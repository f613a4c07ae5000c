causalimg 1

model ward

variables {
  dose, depth, width : real
}

noise {
  u, v, w, spare ~ Normal(0, 1)
}

mechanisms {
  dose  := u + v
  depth := 2 * w
  width ~ Normal(w, 1)
}
