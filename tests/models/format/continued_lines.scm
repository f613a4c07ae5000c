causalimg 1
graph {
  a
    -> b
    <- c
    <-> d "why"
}
mechanisms {
  a ~ Normal(0, 1)
    truncated [0,
      1]
  b ~ table()
    given a
    via threshold
  c := x
    + y
    * z
    == w
    and v
}
predictors {
  t : d
    by l
    from i
    invariant to s
    fair to r
}
