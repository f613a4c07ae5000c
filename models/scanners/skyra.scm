causalimg 1

# What the models of one scanner share: import it with `import "scanners/skyra.scm" as skyra`.
model skyra "a 3 T scanner with a head coil"

param noise_level : real = 0.01  # standard deviation in k-space, of fully relaxed water 1
param channels : int = 8

grid head = 64 x 64 at 3.5 mm
