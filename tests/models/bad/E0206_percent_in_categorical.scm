causalimg 1

variables {
  scanner : category {agfa, philips}
}

mechanisms {
  scanner ~ Categorical(agfa = 70, philips = 30)
}
