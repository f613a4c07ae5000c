causalimg 1

import "scanners/skyra.scm" as skyra
