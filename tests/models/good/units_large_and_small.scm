causalimg 1

model units_large_and_small "prefixes that seldom stand in a table, on scanners and in the laboratory"

variables {
  larmor   : real in (0, inf) GHz   ## of a spectrometer
  energy   : real in (0, inf) MJ    ## stored in a magnet
  pressure : real in (0, inf) MPa   ## of a contrast injector
  beam     : real in (0, inf) MV
  skin     : real in (0, inf) cGy
  power    : real in (0, inf) kW    ## of the gradients
  pulse    : real in (0, inf) mJ
  warming  : real in (0, inf) mK
  signal   : real in (0, inf) mV
  marker   : real in (0, inf) ng
  delay    : real in (0, inf) ns
  trace    : real in (0, inf) pg
  spark    : real in (0, inf) uJ
  field    : real in (0, inf) uT
  noise_   : real in (0, inf) uV
  leak     : real in (0, inf) uW
}

mechanisms {
  larmor   ~ LogNormal(0, 0.1)
  energy   ~ LogNormal(1, 0.1)
  pressure ~ LogNormal(0, 0.1)
  beam     ~ LogNormal(2, 0.1)
  skin     ~ LogNormal(0, 0.1)
  power    ~ LogNormal(3, 0.1)
  pulse    ~ LogNormal(0, 0.1)
  warming  ~ LogNormal(0, 0.1)
  signal   ~ LogNormal(0, 0.1)
  marker   ~ LogNormal(0, 0.1)
  delay    ~ LogNormal(0, 0.1)
  trace    ~ LogNormal(0, 0.1)
  spark    ~ LogNormal(0, 0.1)
  field    ~ LogNormal(0, 0.1)
  noise_   ~ LogNormal(0, 0.1)
  leak     ~ LogNormal(0, 0.1)
}

queries {
  warmer : P(leak > 1 uA*V | skin < 2 cGy)
}
