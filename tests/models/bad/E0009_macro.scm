causalimg 1

macro ward {
  age -> disease
}
