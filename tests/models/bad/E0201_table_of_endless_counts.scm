causalimg 1

variables {
  age     : real
  lesions : count
  visits  : count in [0, 5000]
}

mechanisms {
  age     ~ flow()
  lesions ~ table()
  visits  ~ linear() given age
}
