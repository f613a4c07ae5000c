causalimg 1

model ward "age ‮ecnatsid"
