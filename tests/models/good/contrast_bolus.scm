causalimg 1

model contrast_bolus "iodine arrives, the aorta brightens"

variables {
  weight  : real in [40, 150] kg
  bolus   : real in (0, 200] ml
  rate    : real in (0, 8] ml/s
  peak    : real in [0, inf) HU     # CT numbers
}

graph {
  weight -> bolus    "dose by body weight"
  weight, rate -> peak <- bolus
}

noise {
  u_bolus ~ Normal(0, 1)
  u_peak  ~ Exponential(2)
}

mechanisms {
  weight ~ StudentT(6, 78 kg, 12 kg) truncated [40, 150]
  bolus  := clip(1.2 * (weight / 1 kg) + 5 * u_bolus, 20, 200)
  rate   ~ Uniform(2 ml/s, 5 ml/s)
  peak   := 250 * (bolus / 100 ml) * (70 kg / weight) * (rate / 4 ml/s) + 20 * u_peak
}

queries {
  half_rate : E[peak | do(rate = rate / 2)] / E[peak]
}
