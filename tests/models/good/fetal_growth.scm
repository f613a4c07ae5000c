causalimg 1

model fetal_growth "weeks, days and millimetres"

variables {
  gestation : real in [70, 294] days
  length    : real in (0, inf) mm      ## of the femur
  weight    : real in (0, inf) g
}

noise {
  u_length, u_weight ~ Normal(0, 1)
}

mechanisms {
  gestation ~ Uniform(12 weeks, 40 weeks)
  length    := 2 mm * (gestation / 1 week) * exp(0.05 * u_length)
  weight    := 0.02 kg * (length / 1 cm)^3 * exp(0.1 * u_weight)
}

queries {
  tomorrow : length, weight had gestation = gestation + 1 day
}
