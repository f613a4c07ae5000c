causalimg 1

model vector_flow "three volumes at once, learned"

variables {
  age     : real in [40, 90] years
  volumes : vector[3] in (0, inf) ml
  whole   : real in (0, inf) ml
}

graph {
  age -> volumes -> whole
}

mechanisms {
  age     ~ Uniform(40, 90)
  volumes ~ flow(bins = 4, hidden = 4, layers = 1) given age
  whole   := sum(volumes)
}

queries {
  younger : volumes had age = 45 years
}
