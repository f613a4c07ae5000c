causalimg 1

model   wide_spaces    "spaces where they may stand"

param   n  :  int   =   4
grid  g = n   x   n   at   1   mm

variables   {
  age   :   real   in   [ 0 ,  100 ]   years
  image :   image [ 2 , g ]   in  [ 0 , 1 ]
  speed :   real  m/s^2
}


mechanisms   {
  age    ~   Uniform ( 0 , 100 )


  image  ~   Uniform ( 0 , 1 )
  speed  ~   Normal ( - 1 , 3 )
}



queries {
  q   :   E [ age  |  age   >   3 years ]   /   2
}
