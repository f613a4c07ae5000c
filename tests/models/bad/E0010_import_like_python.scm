causalimg 1

import std.phantom

variables {
  age : real
}
