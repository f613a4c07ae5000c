causalimg 1

variables {
  dose  : real in [0, inf) mGy
  image : image[1, 8, 8] in [0, 1]
}

graph {
  dose -> image
}

queries {
  down  : image had dose in 3 mGy .. 1 mGy by 0.5 mGy
  up    : image had dose in 1 mGy .. 3 mGy by -0.5 mGy
  never : image had dose in 1 mGy .. 3 mGy by 0 mGy
}
