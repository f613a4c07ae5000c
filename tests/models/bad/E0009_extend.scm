causalimg 1

extend ward

graph {
  age -> disease
}
