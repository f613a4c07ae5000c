causalimg 1

variables {
  push  : real m / s ^ 2
  flow  : real in [0, inf) ml / min
  ratio : real um/nm
}
