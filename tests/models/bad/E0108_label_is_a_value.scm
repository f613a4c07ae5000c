causalimg 1

variables {
  kind  : category {label, image}
  label : binary
  image : image[1, 8, 8] in [0, 1]
}

graph {
  kind -> label -> image
}
