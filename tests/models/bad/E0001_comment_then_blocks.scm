# my first model

variables {
  age : real
}
