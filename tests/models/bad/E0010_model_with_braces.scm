causalimg 1

model ward {
  age -> disease
}
