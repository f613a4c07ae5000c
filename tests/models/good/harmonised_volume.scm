causalimg 1

model harmonised_volume "a volume, a scanner's offset, and what it would be elsewhere"

variables {
  environment site : category {london, oxford, leipzig}
  age              : real in [45, 85] years
  scanner          : category {prisma, skyra, trio}
  hippocampus      : real in (0, inf) ml
}

graph {
  site -> age, scanner
  age, scanner -> hippocampus
}

parameters {
  shrinkage : real in (0, 1) ~ Beta(1, 20)
  skyra_bias, trio_bias : real ~ Normal(0, 0.1)
}

noise {
  u ~ Normal(0, 0.1)
}

mechanisms {
  age         ~ flow(4, 4, 1) given site
  scanner     ~ table() given site via gumbel_max
  hippocampus := 3.5 ml * exp(match scanner { prisma: 0, skyra: skyra_bias, trio: trio_bias } - shrinkage * (age - 60 years) / 10 years + u)
}

interventions {
  everybody_on_prisma : scanner = prisma
}

claims {
  hippocampus _||_ site | age, scanner
}

queries {
  harmonised : hippocampus had everybody_on_prisma
  offset     : E[hippocampus | do(scanner = trio)] / E[hippocampus | do(everybody_on_prisma)]
}
