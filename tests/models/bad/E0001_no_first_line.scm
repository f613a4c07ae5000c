model ward "the first line is missing"

variables {
  age : real in [18, 100] years
}
