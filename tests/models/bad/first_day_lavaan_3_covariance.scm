causalimg 1

variables {
  grip, gait : real
}

mechanisms {
  grip ~~ gait
  grip ~~ grip
}
