causalimg 1

variables {
  x     : real
  grade : ordinal {low < middle < high}
  stage : ordinal {early < late}
  pain  : ordinal {low < middle < high}
}

noise {
  u_pain : ordinal {low < middle < high} ~ OrderedLogistic(0)
}

mechanisms {
  x     ~ Normal(0, 1)
  grade ~ OrderedLogistic(x, cuts = [-1, 0, 1])
  stage ~ OrderedLogistic(x, cutpoints = 0)
  pain  := u_pain
}

queries {
  drawn : E[x | do(stage ~ OrderedLogistic(1, 0.5))]
}
