causalimg 1

model supports "every kind of interval"

param most : real = 3

variables {
  a : real
  b : real in (0, inf)
  c : real in [0, inf)
  d : real in (-inf, 0)
  e : real in (-inf, 0]
  f : real in (0, 1)
  g : real in [0, 1]
  h : real in (0, 1]
  i : real in [0, 1)
  j : real in [-most, most + 1]
  k : real in [10 cm, 2 m] mm
  n : count in [0, 20]
  m : real in (-inf, inf)
}

noise {
  u_n ~ Poisson(3)
}

mechanisms {
  a ~ flow(4, 4, 1)
  b ~ flow(4, 4, 1)
  c ~ flow(4, 4, 1)
  d ~ flow(4, 4, 1)
  e ~ flow(4, 4, 1)
  f ~ flow(4, 4, 1)
  g ~ flow(4, 4, 1)
  h ~ flow(4, 4, 1)
  i ~ flow(4, 4, 1)
  j ~ flow(4, 4, 1) given a, n
  k ~ flow(4, 4, 1) given b
  n := min(u_n, 20)
  m ~ flow(4, 4, 1)
}
