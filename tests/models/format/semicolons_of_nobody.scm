causalimg 1
model m "words with # and {signs} -> in them" # a comment with "quotes"
graph {
  a -> b "it # is no comment" # but this "is"
}
