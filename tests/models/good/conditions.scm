causalimg 1

model conditions "if, and, or, not, and all that compares"

variables {
  age   : real
  view  : category {pa, ap, lateral}
  stage : ordinal {i < ii < iii < iv}
  ill   : binary
  n     : count
  a, b, c, d, e, f, g, h : binary
  k : real
}

mechanisms {
  age   ~ Normal(60, 10)
  view  ~ Categorical(pa = 0.5, ap = 1 / 4, lateral = 0.25) via gumbel_max
  stage ~ Categorical(i = 0.1, ii = 0.2, iii = 0.3, iv = 0.4) via threshold
  ill   ~ Bernoulli(0.5)
  n     ~ Poisson(3)
  a     := age > 60 and ill
  b     := not ill or age <= 50
  c     := view == pa or view != lateral and not (n >= 3)
  d     := stage < iii and stage != i
  e     := iii <= stage
  f     := if ill then n == 0 else n != 0
  g     := (age > 60) == (n > 2)
  h     := not not ill
  k     := (if ill then 1 else if n > 2 then 2 else 3) + (age > 50) * 2 - -n
}
