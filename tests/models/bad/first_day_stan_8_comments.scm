causalimg 1

// the patients
variables {
  age : real  // in years
  /* and nothing else */
}
