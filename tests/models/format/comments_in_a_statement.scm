causalimg 1
variables { # brace
  a, b : image[3, # channels
    film] # shape
  c : real in [0, # low
     # between
     1] # high
  d : category { # open
     p, # first
     q # second
  } # close
}
graph {
  a # cause
    # alone
    -> b # effect
    <- c "why" # reason
}
