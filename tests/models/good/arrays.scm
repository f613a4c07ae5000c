causalimg 1

model arrays "lists of numbers, nested and added"

variables {
  x : real
  a : vector[3]
  b : vector[3]
  c, d, e, f : real
  g : vector[1]
}

mechanisms {
  x ~ Normal(0, 1)
  a ~ MultivariateNormal([x, 0, 1], [[2, 0.5, 0], [0.5, 1, 0.1], [0, 0.1, 1]])
  b := 2 * a - [1, x, x^2]
  c := dot(a, b)
  d := element([x, 2 * x], 2) + element(a, place = 3)
  e := median(b) + mean(a) + sum([1, 2, x])
  f := sum(abs(a)) + max(element(b, 1), 0)
  g := [x]
}
