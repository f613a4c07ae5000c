causalimg 1

variables {
  age, sport   : real
  acceleration : category {1, 4, 8}
  grade, label : category {none, tear}
}

graph {
  age, sport -> grade -> label
}

queries {
  clearer : label had acceleration = 1
  change  : P((label had sport = 5, acceleration = 1) == tear | age > 50)
}
