causalimg 1
variables{}
parameters {

}
graph { # behind the brace
}
noise {
  # alone
}
mechanisms {

  # first

  # second

}
claims {} # behind
queries { } interventions {} 
