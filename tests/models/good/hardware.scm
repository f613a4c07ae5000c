causalimg 1

model hardware "what a machine draws, heats and sounds"

variables {
  filament : real in (0, inf) A
  pulse    : real in (0, inf) us
  charge   : real in (0, inf) As
  grid_    : real in (0, inf) V
  laser    : real in (0, inf) mW
  heat     : real in (0, inf) kJ
  loudness : real in [0, 140] dB
  lens     : real in [-10, 10] dpt
  worker   : real in [0, inf) Sv
  collimator : real in [0, 360] degrees
  pulses   : real in (0, inf) beats/min
  slew     : real in (0, inf) T/m/s
  load     : real in (0, inf) kg*m/s^2
  odd      : real in (0, inf) mGy*cm^2*s
  odder    : real in (0, inf) mg*ml*s*K^2/m^2/s^2
  area_rate : real in (0, inf) mGy/s/cm^2
  latent stray : real mT
}

graph {
  filament, pulse -> charge
  laser -> heat
}

mechanisms {
  filament   ~ LogNormal(0, 0.1)
  pulse      ~ Uniform(100 us, 1 ms)
  charge     := 0.000001 * filament * pulse * (1 As / (1 A*s)) * (1 s / 1 s)
  grid_      ~ Gamma(2, 1)
  laser      ~ Uniform(1 mW, 0.01 W)
  heat       := 0.001 kJ * (laser / 1 mW)
  loudness   ~ Uniform(60, 120)
  lens       ~ Laplace(0, 1) truncated [-10, 10]
  worker     ~ Exponential(1)
  collimator ~ Uniform(0, 360)
  pulses     ~ LogNormal(log(70), 0.2)
  slew       ~ LogNormal(5, 0.1)
  load       ~ LogNormal(5, 0.1)
  odd        ~ LogNormal(0, 0.1)
  odder      ~ LogNormal(0, 0.1)
  area_rate  ~ LogNormal(0, 0.1)
  stray      ~ Normal(0, 0.1)
}

queries {
  hot : P(heat > 1000 J)
  quiet : P(loudness < 80 dB)
  turned : P(collimator > 3.14159 rad)
}
