causalimg 1

variables { x, y : real }

mechanisms { x ~ Normal(0, 1), y ~ Normal(x, 1) }
