dag {
  age -> disease
  disease -> image
}
