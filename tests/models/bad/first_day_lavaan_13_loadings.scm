causalimg 1

variables {
  grip, gait, falls : real
}

frailty =~ NA*grip + l2*gait + 1*falls
frailty ~~ 1*frailty
