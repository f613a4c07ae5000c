causalimg 1

variables {
  age, risk, low : real
}

mechanisms {
  age  ~ Normal(50, 10)
  risk := inv_logit(0.04 * age - 2)
  low  := ifelse(age < 40, 1, 0) + pow(age, 2) + log10(age)
}
