causalimg 1

model line_breaks "a line that begins with an operator runs on"
variables {
  site : category
    {north,
     south}
  a, b, c : real
  d : binary
  image : image[1,
    4, 4]
}
graph {
  a, b
    -> c
    -> d
    <- site
  a, b -> d -> image
}
mechanisms {
  site ~ Uniform()
    via gumbel_max
  a ~ Normal(
    0,
    1
  )
    truncated [-2,
               2]
  b ~ Normal(0, 1)
  c ~ Normal(a
    + b
    * 2, 1)
  d ~ Bernoulli(logit = if c > 0
    and a > 0
    or b > 0
    then 1
    else match site {
      north: 1
      , south
      : 2
    })
    via threshold
  image ~ vae(latent = 2, width = 2)
    given d
}
predictors {
  reads : d
    from image
}
claims {
  a
    _||_ b
}
queries {
  q : E[c | do(a = 1,
               b = 2)]
    - E[c]
  w : image had d = 1
    given image, d
}
