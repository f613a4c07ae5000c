causalimg 1

graph {
  age -> disease; disease -> image;
}

variables {
  age : real
  disease : binary
  image : image[1, 8, 8]
}
