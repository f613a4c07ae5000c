causalimg 1

variables {
  scanner : category {agfa, philips, siemens}
}

mechanisms {
  scanner ~ Categorical(agfa = 0.5, philips = 0.3)
}
