causalimg 1

param share : real = 0.5

variables {
  age             : real in [18, 100] years
  lesions, treated : count
  halved, scored   : count
  doubled, capped  : count
  fifth            : count
}

mechanisms {
  age     ~ Normal(60, 15) truncated [18, 100]
  lesions ~ Poisson(3) via threshold
  treated := lesions * share
  halved  := lesions / 2
  scored  := if lesions > 2 then age / 10 years else 1.5
  doubled := 2 * lesions + 4 / 2 + (age > 60 years)
  capped  := min(lesions, 10)
  fifth   := 0.2
}

queries {
  some   : treated had lesions = 2.5
  fewer  : halved had lesions = lesions / 2
  ladder : capped had lesions in 0 .. 4 by 0.5
  more   : doubled had lesions = lesions + 1
  none   : E[capped | do(lesions = -1)]
}
