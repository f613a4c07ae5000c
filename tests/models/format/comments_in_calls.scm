causalimg 1
variables {
  x, y : real
  s : category {p, # the first
    q, # the second
    # alone
    r}
}
mechanisms {
  x ~ Normal( # open
      # above
      0, # mean
      # between
      1 # sd
      # below
    ) # close
  y := match s { # open
    p: 1, # one
    # above q
    q: 2, # two
    r: 3 # three
  } # close
    # alone
    + x # plus
  s ~ Uniform() # law
    # between
    via gumbel_max # via
}
