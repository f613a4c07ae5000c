causalimg 1

variables {
  score : real in [0, inf)
  size  : real in (0, inf)
  tone  : real
  stage : mask[8, 8] {bg, lung}
}

noise {
  u ~ HalfCauchy(2)
  v ~ normal(0, 1)
  w ~ Normal(0)
}

mechanisms {
  score := u + 1
  size  := exp(v)
  tone  := sqrt(w)
  stage ~ Uniform()
}

queries {
  q : score, size, tone had score = 1
}
