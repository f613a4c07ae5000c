causalimg 1

# Shared by several models: one scanner.
model scanner "a scanner with its coils"

param noise_level : real = 0.02
param coils : int = 2
param channels : int = 2 * coils

grid head = 8 x 8 at 20 mm
grid body = 4 x 4 x 4 at 20 mm
