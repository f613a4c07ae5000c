causalimg 1

variables {
  age : real
}

mechanisms {
  target += normal_lpdf(age | 50, 10);
}
