causalimg 1

variables {
  age : real
}

noise {
  u ~ Normal
}

mechanisms {
  age ~ flow
}
