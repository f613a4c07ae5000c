causalimg 1
variables { x : real }
