causalimg 1

variables {
  pain, sleep, mood : real
}

graph {
  pain -> sleep -> mood -> pain
}
