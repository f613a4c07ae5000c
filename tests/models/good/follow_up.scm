causalimg 1

model follow_up "a nodule measured twice; the second measurement is a variable of its own"

variables {
  size_now      : real in (0, inf) mm
  size_later    : real in (0, inf) mm
  growing       : binary
  volume_ratio  : real in (0, inf)
}

noise {
  u_growth ~ Normal(0, 1)
}

mechanisms {
  size_now     ~ LogNormal(1.8, 0.3)
  size_later   := size_now * exp(0.1 + 0.1 * u_growth)
  volume_ratio := (size_later / size_now)^3
  growing      := volume_ratio > 1.25
}

queries {
  smaller : size_later, growing had size_now = 4 mm
  rate    : P(growing | size_now > 6 mm)
}
