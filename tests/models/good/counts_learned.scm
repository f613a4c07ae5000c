causalimg 1

model lesions "few lesions, each number of them with a probability of its own"

variables {
  environment site : category {north, south}
  treated          : binary
  age              : real
  lesions          : count in [0, 6]
  visits           : count in (0, 5)
  scans            : count in [1, 4]
  burden           : real
}

graph {
  site -> lesions
  treated -> lesions -> burden
  age -> visits, scans
}

mechanisms {
  treated ~ table() via threshold
  age     ~ flow()
  lesions ~ table() given site, treated via threshold
  visits  ~ linear() given age via threshold
  scans   ~ mlp(hidden = 8) given age via gumbel_max
  burden  ~ Normal(2 * lesions, 1)
}

queries {
  untreated : lesions, burden had treated = 0
  older     : visits, scans had age = age + 10
  few       : P(lesions < 2 | do(treated = 1)) for north
  some      : E[burden | lesions == 3]
}
