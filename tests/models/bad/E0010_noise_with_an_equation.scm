causalimg 1

variables {
  dose : real
}

noise {
  u := Normal(0, 1)
  v : Normal(0, 1)
}

mechanisms {
  dose := 5 + u + v
}
