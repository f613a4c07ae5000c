causalimg 1

variables {
  field : category {'1.5T', '3T'}
}
