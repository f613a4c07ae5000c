causalimg 1

model ward

variables {
  had  : real
  dose : real
}

graph {
  dose -> had
}
