causalimg 1

model powers "what binds tighter than what"

param two : real = 2

variables {
  x, y : real
  a, b, c, d, e : real
}

mechanisms {
  x ~ Normal(0, 1)
  y ~ Normal(0, 1)
  a := -x^2 + (-x)^2
  b := two^-1 * 2^3^0.5
  c := x - (y - 1) - (x - y) / (2 * (1 + y^2)) / 4
  d := (x + y) * (x - y) - -x
  e := 1.5e-3 * x + 2E2 * y + 10.25 - 3e2
}
