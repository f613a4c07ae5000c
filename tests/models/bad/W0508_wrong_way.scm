causalimg 1

variables {
  disease, label : binary
  age            : real
}

graph {
  age -> disease -> label
}

queries {
  corrected : disease, age had label = 1
  both      : disease - (disease had label = 0)
  seen      : label, age had disease = 1
}
