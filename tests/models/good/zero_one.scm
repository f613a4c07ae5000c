causalimg 1

model zero_one "a binary is a number and a condition"

variables {
  a, b, c : binary
  n       : real
}

mechanisms {
  a ~ Bernoulli(0.5) via threshold
  b := not a
  c := if a then 1 else b
  n := 2 * a - b + (a and b) + (a == 1) * (b == 0)
}

queries {
  all_on : E[a + b + c]
  given_ : P(a | c)
  flip   : n, b, c had a = (not a)
}
