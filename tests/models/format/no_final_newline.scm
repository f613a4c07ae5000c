causalimg 1
variables { x : real }
mechanisms { x ~ Normal(0, 1) }