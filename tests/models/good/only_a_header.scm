causalimg 1
