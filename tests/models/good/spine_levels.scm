causalimg 1

model spine_levels "five vertebrae, one after another"

variables {
  l1, l2, l3, l4, l5 : real in (0, inf) mg/ml
  score              : real
}

graph {
  l1 -> l2 -> l3 -> l4 -> l5
  l1, l2, l3, l4 -> score
}

noise {
  u1, u2, u3, u4, u5 ~ Normal(0, 0.05)
}

mechanisms {
  l1    := 120 * exp(u1)
  l2    := l1 * exp(u2)
  l3    := l2 * exp(u3)
  l4    := l3 * exp(u4)
  l5    := l4 * exp(u5)
  score := ((l1 + l2 + l3 + l4) / 4 - 130) / 25
}

claims {
  l1 _||_ l3, l4, l5 | l2
  l5 _||_ l3 | l4
}

queries {
  crushed : score, l5 had l3 = 60
  ladder  : l5 had l1 in 60 .. 180 by 40
}
