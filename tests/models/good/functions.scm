causalimg 1

model functions "every function of the core, forwards and backwards"

variables {
  x : real
  exponential, soft, root : real in (0, inf)
  squashed : real in (0, 1)
  bent : real in (-1, 1)
  odds, logarithm : real
  distance, cut, lower, higher : real
}

noise {
  u_e, u_s, u_q, u_b ~ Normal(0, 1)
  u_r, u_l           ~ Gamma(2, 1)
  u_o                ~ Beta(2, 3)
}

mechanisms {
  x           ~ Normal(0, 1)
  exponential := exp(x + u_e)
  soft        := softplus(u_s - x)
  root        := sqrt(u_r) * exp(x)
  squashed    := sigmoid(3 * u_q + x)
  bent        := tanh((u_b + x) / 2)
  odds        := logit(u_o) + x
  logarithm   := log(u_l) - x
  distance    := abs(x - 1)
  cut         := clip(x, low = -1, high = 1)
  lower       := min(x, bent)
  higher      := max(bent, 0)
}

queries {
  all : exponential, soft, root, squashed, bent, odds, logarithm had x = 0
}
