causalimg 1

variables {
  x, y : real
}

noise {
  # what nobody measured:
  #   - the mood of the day
  #   - the weather
  #since yesterday
  u ~ Normal(0, 1)   #   behind u
    # between,
    #     set in
  v ~ Normal(0, 1)  ## doc of v
                    # goes on below
  # last
  #   of all
}

mechanisms {
  x := u
  y := x + v
}
