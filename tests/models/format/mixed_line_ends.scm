causalimg 1
variables {
  a : real
  b : real
}


mechanisms {
 a ~ Normal(0,1)
 b ~ Normal(a,1)
}