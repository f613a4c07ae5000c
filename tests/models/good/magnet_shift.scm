causalimg 1

model magnet_shift "chemical shift by field strength"

variables {
  field     : real in [0.2, 7] T
  bandwidth : real in (0, inf) kHz
  shift     : real in [0, inf) px
}

graph {
  field -> shift <- bandwidth
}

mechanisms {
  field     ~ Uniform(1500 mT, 3 T)
  bandwidth ~ LogNormal(3, 0.4)
  shift     := 0.15 px * (field / 1 T) * (32 kHz / bandwidth)
}

queries {
  wide : shift had bandwidth = 64000 Hz
  weak : E[shift | do(bandwidth = 0.03 MHz, field = 1.5 T)]
}
