causalimg 1

model chest

from std.xrays import beer_lambert
from anatomy.heart import ventricle

variables {
  dose : real
}

mechanisms {
  dose ~ Normal(0, 1)
}
