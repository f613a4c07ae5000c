causalimg 1

model ask_had "this very patient, in another world"

variables {
  treated, cured : binary
  days           : count
  size           : real in [0, inf) mm
}

graph {
  treated -> size -> cured
  treated, cured -> days
}

noise {
  u_size ~ Exponential(0.1)
}

mechanisms {
  treated ~ Bernoulli(0.5) via threshold
  size    := (if treated then 0.5 else 1) * u_size
  cured   ~ Bernoulli(logit = 2 - 0.2 * size) via threshold
  days    ~ Poisson(10 - 5 * cured + 2 * treated) via gumbel_max
}

queries {
  one          : cured had treated = 1
  several      : size, cured, days had treated = 0
  shifted      : size had size = size + 1 mm
  drawn        : cured had size ~ Exponential(0.2)
  given_some   : cured had treated = 1 given size, treated
  given_none   : days had treated = 1, cured = cured given days
  effect       : (size had treated = 1) - (size had treated = 0)
  loss         : size - (size had treated = 1)
  relative     : (size had treated = 1) / size
  ladder       : size, cured had size in 0 mm .. 20 mm by 5 mm
  down         : cured had size in 20 .. 0 by -5
  on_treated   : E[size had treated = 0 | treated == 1]
  necessity    : P(cured had treated = 0 == 0 | treated == 1, cured == 1)
  sufficiency  : P((cured had treated = 1) == 1 | treated == 0, cured == 0)
  both_worlds  : P((cured had treated = 1) and not (cured had treated = 0))
  mean_benefit : E[(size had treated = 1) - size | cured == 0]
}
