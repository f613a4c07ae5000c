# before

causalimg 1 # behind

# after


## heading
# last