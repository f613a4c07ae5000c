causalimg 1

model joe "encouragement, homework and the exam"

variables {
  encouraged : real
  homework   : real
  score      : real
}

graph {
  encouraged -> homework
  encouraged, homework -> score
}

noise {
  u_encouraged, u_homework, u_score ~ Normal(0, 1)
}

mechanisms {
  encouraged := u_encouraged
  homework   := 0.5 * encouraged + u_homework
  score      := 0.7 * encouraged + 0.4 * homework + u_score
}

queries {
  doubled : score had homework = 2
}
