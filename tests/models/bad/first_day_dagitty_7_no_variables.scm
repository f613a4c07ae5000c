causalimg 1

graph {
  age -> disease -> image
}
