causalimg 1

variables {
  age   : real in [0; 120]
  dose  : real in [0..8]
  share : real in 0..1
}
