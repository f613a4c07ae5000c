causalimg 1

model empty_blocks "a study before it has begun"

variables {
}
parameters {}
graph {
  # nothing points anywhere yet
}
noise { }
mechanisms {

}
interventions {
}
claims {
}
queries {
}
predictors {
}
