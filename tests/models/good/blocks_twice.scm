causalimg 1

model blocks_twice "a block may come in parts, and in another order"

mechanisms {
  b ~ Normal(a, 1)
}

variables {
  a : real
}

queries {
  first : E[b]
}

graph {
  a -> b
}

variables {
  b, c : real
}

mechanisms {
  c ~ Normal(b, 1)
  a ~ Normal(0, 1)
}

graph {
  b -> c
}

queries {
  second : E[c | do(a = 1)]
}
