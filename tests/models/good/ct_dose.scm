causalimg 1

model ct_dose "the current of the tube sets the dose, the girth asks for it"

variables {
  girth   : real in [60, 160] cm      ## around the belly
  current : real in (0, 800] mA
  dose    : real in (0, inf) mGy
}

graph {
  girth -> current -> dose <- girth
}

noise {
  u_dose ~ Normal(0, 1)
}

mechanisms {
  girth   ~ Normal(95 cm, 15 cm) truncated [60 cm, 160 cm]
  current ~ LogNormal(log(girth / 1 cm), 0.3) truncated (0 mA, 800 mA]
  dose    := 12 mGy * (current / 200 mA) * exp(0.1 * u_dose) * (95 cm / girth)
}

queries {
  saved : E[dose | do(current = 100 mA)] - E[dose | do(current = 200 mA)]
  thin  : dose had girth = 70 cm
}
