causalimg 1

variables {
  dose, pain, sleep : real
}

noise {
  e ~ Normal(0, 1)
}

mechanisms {
  dose  := 5 + e
  pain  := 10 - dose + e
  sleep := 8 - 0.3 * pain + e
}
