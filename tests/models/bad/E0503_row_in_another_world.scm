causalimg 1

variables {
  latent frailty : real
  severity       : real
  dose           : real in [0, inf)
  pain           : real
  fever          : real
}

noise {
  u_pain ~ Normal(0, 1)
}

parameters {
  b_dose, b_frailty : real
}

mechanisms {
  frailty  ~ Normal(0, 1)
  severity ~ flow()
  dose     ~ LogNormal(frailty, 1)
  pain     := b_dose * dose + b_frailty * frailty + u_pain
  fever    ~ flow() given dose, frailty, severity
}

queries {
  settled : fever had severity = 1
  form    : pain had dose = 3
  network : fever had dose = 3
  apart   : fever - (fever had dose = 3)
  treated : E[fever had dose = 3 | dose > 1]
}
