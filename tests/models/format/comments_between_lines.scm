causalimg 1
graph {
  # above a
  a -> b # a to b
  # between
  c -> d "reason" # c to d

  # alone, with air around

  e -> f
  # at the end
}
queries {
  # above
  q : E[x # value
    | do(y = 1, # first
         z = 2)] # last
    # between
    - E[x]
}
