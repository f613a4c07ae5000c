causalimg 7

graph {
  age -> disease
}
