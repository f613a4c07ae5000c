causalimg 1

variables {
  dose  : real in [0, inf) mgy
  width : real in [0, inf) milimeter
}

graph {
  dose -> width
}
