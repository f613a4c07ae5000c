causalimg 1

model pet_tracer "activity, energy and uptake of a tracer"

variables {
  ordered   : real in (0, inf) GBq
  injected  : real in (0, inf) MBq
  left_over : real in [0, inf) Bq
  body      : real in [40, 150] kg
  uptake    : real in (0, inf) kBq/ml
  photon    : real in [0, inf keV) keV
  sugar     : real in (0, inf) mmol/l
  insulin   : real in [0, inf) IU/l
  age       : real in [0, 110] years
}

graph {
  ordered -> injected -> uptake <- body
  injected -> left_over
  sugar, insulin -> uptake
}

noise {
  u_uptake ~ Normal(0, 1)
}

mechanisms {
  ordered   ~ Uniform(0.3 GBq, 400000 kBq)
  injected  := 1000 MBq * (ordered / 1 GBq) * 0.9
  left_over := 1 Bq * (injected / 1 MBq) * 20
  body      ~ Normal(75 kg, 12000 g) truncated [40, 150]
  sugar     ~ LogNormal(1.7, 0.2)
  insulin   ~ Exponential(0.1)
  uptake    := 5 kBq/ml * (injected / 300 MBq) * (70 kg / body)
               * exp(-0.1 * (sugar / 5000 umol/l) - 0.01 * (insulin / 1 IU/l) + 0.1 * u_uptake)
  photon    ~ Uniform(0.4 MeV, 511 keV)
  age       ~ Uniform(1 year, 1200 months)
}

queries {
  fasting : uptake had sugar = 4000000 nmol/l
  lower   : E[uptake | do(injected = 200000000 Bq)]
  soft    : E[photon | photon < 450000 eV]
}
