causalimg 1

model chain_left "the same arrows, read from right to left"

variables {
  smoking, tar, nodule : binary
}

graph {
  nodule <- tar <- smoking
}

mechanisms {
  smoking ~ table() via threshold
  tar     ~ table() given smoking via threshold
  nodule  ~ table() given tar via threshold
}

claims {
  nodule _||_ smoking | tar "all of it goes through tar"
}

queries {
  quit : nodule had smoking = 0
}
