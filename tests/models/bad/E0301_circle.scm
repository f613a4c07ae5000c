causalimg 1

model ward

variables {
  age, disease, image, scanner : real
}

graph {
  age -> disease -> image <- scanner
  image -> age
}
