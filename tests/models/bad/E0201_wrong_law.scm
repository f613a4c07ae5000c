causalimg 1

model ward

variables {
  scanner : category {agfa, philips, siemens}
  age     : real years
  count_  : count
  image   : image[1, 8, 8]
}

mechanisms {
  scanner ~ Bernoulli(0.3)
  age     ~ Poisson(50)
  count_  ~ flow()
  image   ~ table()
}
