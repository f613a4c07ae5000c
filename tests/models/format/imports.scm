causalimg 1
from std.mri import fourier,sense
import "scanners/skyra.scm"   as skyra
# a comment between
from std.xray import beer_lambert
model late "the order is kept"
param p : int = skyra.coils
