causalimg 1

model laboratory "what the ward knows beside the picture"

variables {
  creatinine  : real in (0, inf) umol/l
  troponin    : real in (0, inf) pmol/l
  iron        : real in (0, inf) ug/dl
  albumin     : real in (0, inf) g/dl
  drink       : real in (0, inf) cl
  temperature : real in (300, 320) K
  pressure    : real in (0, inf) kPa
  airway      : real in (0, inf) bar
  water       : real in (0, inf) cmHg
  osmosis     : real in (0, inf) mol/m^3
}

mechanisms {
  creatinine  ~ LogNormal(4.4, 0.3)
  troponin    ~ LogNormal(1, 1)
  iron        ~ LogNormal(4.5, 0.3)
  albumin     ~ LogNormal(1.4, 0.1)
  drink       ~ Uniform(1 dl, 0.5 l)
  temperature ~ Normal(310, 0.5) truncated (300, 320)
  pressure    ~ LogNormal(log(16), 0.1)
  airway      ~ Uniform(1 bar, 101 kPa)
  water       ~ Exponential(1)
  osmosis     ~ LogNormal(5.7, 0.02)
}

queries {
  hypertensive : P(pressure > 140 mmHg)
  feverish     : P(temperature > 311 K)
}
