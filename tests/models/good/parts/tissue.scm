causalimg 1

model tissue "what a tissue gives"

import "scanner.scm" as machine

param gain : real = 2 * machine.noise_level
grid  plate = 6 x 4 at 1 mm
