causalimg 1

model ward "a small ward

variables {
  field : category {"1.5T, "3T"}
}
