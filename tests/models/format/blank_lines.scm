


causalimg 1



model   m



param a : int = 1


param b : int = 2
param c : int = 3
grid g = 2 x 2 at 1 mm
variables {


  x : real


  y : real

}




mechanisms {
  x ~ Normal(0, 1)



  y ~ Normal(0, 1)
}



