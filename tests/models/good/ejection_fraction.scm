causalimg 1

model ejection_fraction "two volumes of a heart and what it pumps"

variables {
  diastole : real in (0, inf) ml
  stroke   : real in (0, 1)
  systole  : real in [0, inf) ml
  failing  : binary
}

mechanisms {
  diastole ~ LogNormal(log(140), 0.2)
  stroke   ~ Beta(12, 8)
  systole  := diastole * (1 - stroke)
  failing  := stroke < 0.4
}

queries {
  rate   : P(failing)
  larger : systole had diastole = diastole + 20 ml
}
