causalimg 1
variables {
  a : real in [0.50, 1e3] mGy/s
  b : real in [ -inf , 1E-3 ) kg*m^2/s^-2
  c : real in [1 cm,2 m] mm
}
mechanisms {
  a := 3mm + 3 mm + 3.0   mGy/s - 1 / s + 2 mm ^ 2 + 2 mm^2
  b := 007 + 1.50
}
