causalimg 1

"
pressure ~ age
"
