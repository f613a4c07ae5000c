causalimg 1

variables {
  age, dose, pain, height : real
}

graph {
  age -> dose -> pain <- age
  age -> height
}

claims {
  dseparated(g, "height", "pain", "age")
  impliedConditionalIndependencies(g)
}

queries {
  adjustmentSets(g, exposure = "dose", outcome = "pain")
  paths(g, "dose", "pain")
}
