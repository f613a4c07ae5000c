causalimg 1

model mammography_screening "dense breasts hide tumours, and hidden tumours are found later"

variables {
  age      : real in [50, 70] years
  density  : ordinal {fatty < scattered < heterogeneous < dense}  ## BI-RADS a to d
  tumour   : binary
  recalled : binary
  interval : binary  ## found between two rounds
}

graph {
  age -> density, tumour
  density -> tumour, recalled
  tumour -> recalled
  tumour, recalled -> interval
}

mechanisms {
  age      ~ Uniform(50, 70)
  density  ~ OrderedLogistic(-0.08 * (age - 60), cuts = [-2, 0, 2]) via threshold
  tumour   ~ Bernoulli(logit = -5 + 0.05 * (age - 60) + match density {
               fatty: 0, scattered: 0.4, heterogeneous: 0.8, dense: 1.1
             }) via threshold
  recalled ~ Bernoulli(if tumour then match density {
               fatty: 0.95, scattered: 0.9, heterogeneous: 0.8, dense: 0.6
             } else 0.04) via threshold
  interval ~ Bernoulli(if tumour and not recalled then 0.7 else 0) via threshold
}

queries {
  sensitivity   : P(recalled | tumour == 1)
  among_dense   : P(recalled | tumour == 1, density == dense)
  missed        : E[interval | do(density = dense)] - E[interval | do(density = fatty)]
  less_dense    : recalled had density = fatty
  due_to_tissue : P((recalled had density = fatty) == 1 | tumour == 1, recalled == 0)
}
