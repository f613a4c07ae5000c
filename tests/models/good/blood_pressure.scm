causalimg 1

model blood_pressure "white matter lesions under pressure"

param cut : real = 140

variables {
  age      : real in [40, 95] years
  systolic : real in [80, 240] mmHg
  lesions  : count
  high     : binary
}

graph {
  age -> systolic -> lesions
  systolic -> high
}

mechanisms {
  age      ~ Uniform(40, 95)
  systolic ~ Normal(100 mmHg + 0.5 * (age / 1 years), 14) truncated [80, 240]
  lesions  ~ NegativeBinomial(exp((systolic - 130 mmHg) / 30 mmHg), 0.7) via gumbel_max
  high     := systolic >= cut
}

queries {
  lowered : E[lesions | do(systolic = systolic - 10 mmHg)] - E[lesions]
  among   : E[lesions | high == 1]
  kinder  : lesions had systolic = 16000 Pa
}
