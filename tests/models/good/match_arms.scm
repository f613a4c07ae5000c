causalimg 1

model strokes "digits of few and of many strokes, written by hands of three ages"

variables {
  environment press : category {"dip pen", quill, 1..3}
  digit             : category {0..9}
  age               : ordinal {child < adult < old}
  width             : real
  speed             : real
  strokes           : count
}

graph {
  press -> width
  digit, age, width -> speed
  digit, age -> strokes
}

noise {
  u_speed ~ Normal(0, 1)
}

parameters {
  b_slow, b_fast : real ~ Normal(0, 2)
}

mechanisms {
  digit   ~ Uniform() via gumbel_max
  age     ~ table() via threshold
  width   ~ Normal(match press { "dip pen", 2..3: 1, quill, 1: 2 }, 0.5)
  speed   := match age { old, child: b_slow * width + u_speed,
                         adult: b_fast * width + match digit { 0..3: 0.5, 5, 7: 0.8, 4, 6, 8..9: 1 } * u_speed }
  strokes ~ Poisson(if match digit { 0..9: age == old } then 1 else 2) via threshold
}

queries {
  faster : speed had age = adult
  sevens : E[match digit { 0..6, 8, 9: 0, 7: 1 } * speed | do(age = old)]
}
