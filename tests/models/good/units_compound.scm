causalimg 1

model units_compound "units made of several, and conversions between like ones"

variables {
  area     : real in (0, inf) mm^2
  speed    : real in (0, inf) cm/s
  flow_    : real in (0, inf) ml/s
  rate     : real in (0, inf) mGy/s
  total    : real in (0, inf) Gy
  product  : real in (0, inf) Gy*cm^2
  decay    : real in (0, inf) s^-1
  field    : real in (0, inf) mT/m
  burden   : real in (0, inf) mg/ml
}

mechanisms {
  area    ~ LogNormal(2, 0.1)
  speed   ~ LogNormal(3, 0.2)
  flow_   := 0.01 * area * speed * (1 ml/s / (1 mm^2*cm/s))
  rate    ~ Gamma(2, 1)
  total   := 0.001 * rate * 60 s
  product := total * 100 cm^2
  decay   ~ Exponential(2 s)
  field   ~ Uniform(10 mT/m, 0.04 T/m)
  burden  ~ LogNormal(0, 1)
}

queries {
  faster : flow_ had speed = 0.5 m/s
  weaker : total had rate = 1 Gy/h
  more   : E[burden | burden > 1 kg/m^3]
}
