causalimg 1

model ask_association "what is seen, in every form"

variables {
  age   : real in [0, 100] years
  sex   : category {female, male}
  grade : ordinal {none < mild < severe}
  count_ : count
  ill   : binary
}

mechanisms {
  age    ~ Uniform(0, 100)
  sex    ~ Uniform() via gumbel_max
  ill    ~ Bernoulli(logit = 0.05 * (age - 60) + (sex == male)) via threshold
  grade  ~ OrderedLogistic(2 * ill, cuts = [1, 2]) via threshold
  count_ ~ Poisson(1 + ill) via threshold
}

queries {
  mean_age      : E[age]
  risk          : P(ill)
  risk_old      : P(ill | age > 70 years)
  risk_of_men   : P(ill == 1 | sex == male, age >= 50 years, age < 60 years)
  not_women     : P(ill | sex != female)
  at_least_mild : P(grade >= mild)
  below         : P(grade < severe | not ill)
  many          : P(count_ > 2 | ill == 0 or age <= 20 years)
  squared       : E[age^2] - E[age]^2
  weighted      : 0.5 * P(ill | sex == male) + 0.5 * P(ill | sex == female)
  odds          : P(ill) / (1 - P(ill))
  minus         : -E[age] + 100 years
  of_a_sum      : E[age / 1 years + count_ | grade == mild]
}
