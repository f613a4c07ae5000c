causalimg 1   
   
variables {   
  x : real   ## doc   
   
  y : real   # plain   
}   
mechanisms {
  x ~ Normal(0, 1)   
  y ~ Normal(0, 1)   
}   
   