causalimg 1

model ward

variables {
  age     : float
  disease : bool
  dose    : reel mGy
}
