causalimg 1

model claims "all forms of claims"

variables {
  environment site : category {a, b}
  x, y, z, w       : real
}

graph {
  site -> x -> y -> z
  w -> z
}

mechanisms {
  x ~ Normal(if site == a then 0 else 1, 1)
  y ~ Normal(x, 1)
  w ~ Normal(0, 1)
  z ~ Normal(y + w, 1)
}

claims {
  w _||_ x
  w _||_ x, y                      "no arrow leads there"
  z _||_ x | y
  site, x _||_ z | y
  w _||_ site
  invariant y given x across site
  invariant z given y, w across site "what follows is the same"
}
