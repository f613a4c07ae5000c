causalimg 1

model radiotherapy "fractions add up"

variables {
  fraction : real in (0, 3] Gy
  sessions : count
  total    : real in [0, inf) Gy
  rate     : real in (0, inf) Gy/min
  seconds  : real in (0, inf) s
}

graph {
  fraction, sessions -> total
  fraction, rate -> seconds
}

mechanisms {
  fraction ~ LogNormal(log(2), 0.1) truncated (0 Gy, 3 Gy]
  sessions ~ Poisson(30) via threshold
  total    := fraction * sessions
  rate     ~ Uniform(30 mGy/s, 0.1 Gy/s)
  seconds  := 60 * fraction / rate
}

queries {
  halved : total had fraction = fraction / 2
}
