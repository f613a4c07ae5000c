causalimg 1

include "common.scm"

variables {
  age : real
}
