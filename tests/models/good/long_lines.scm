causalimg 1

model long_lines "lines that are too long for a screen, and have to be broken where they can be read: here"

variables {
  first_radiologist, second_radiologist, third_radiologist, fourth_radiologist, fifth_radiologist : binary
  a_name_that_somebody_found_telling : real in [-1000000, 1000000] mGy ## a doc comment that is much longer than any line should ever be, and cannot be broken
  manufacturer : category {siemens_healthineers, ge_healthcare, philips_healthcare, canon_medical_systems}
}

graph {
  first_radiologist, second_radiologist, third_radiologist -> fourth_radiologist, fifth_radiologist "all of them talk to each other at lunch"
  manufacturer -> a_name_that_somebody_found_telling
}

mechanisms {
  first_radiologist ~ Bernoulli(0.5)
  second_radiologist ~ Bernoulli(0.5)
  third_radiologist ~ Bernoulli(0.5)
  fourth_radiologist ~ Bernoulli(logit = 0.25 * first_radiologist + 0.5 * second_radiologist - 0.75 * third_radiologist + 0.125) via threshold
  fifth_radiologist ~ Bernoulli(if first_radiologist == 1 and second_radiologist == 1 or third_radiologist == 1 and not first_radiologist == 1 then 0.9 else 0.1) via threshold
  manufacturer ~ Categorical(siemens_healthineers = 0.4, ge_healthcare = 0.3, philips_healthcare = 0.2, canon_medical_systems = 0.1) via gumbel_max
  a_name_that_somebody_found_telling ~ Normal(match manufacturer { siemens_healthineers: 100, ge_healthcare: 200, philips_healthcare: 300, canon_medical_systems: 400 }, 100) truncated [-1000000, 1000000]
}

claims {
  first_radiologist, second_radiologist, third_radiologist _||_ manufacturer, a_name_that_somebody_found_telling "their names have nothing to do with it"
}

queries {
  a_long_difference : E[a_name_that_somebody_found_telling | do(manufacturer = siemens_healthineers)] - E[a_name_that_somebody_found_telling | do(manufacturer = canon_medical_systems)]
  several_worlds : fourth_radiologist, fifth_radiologist had first_radiologist = 1, second_radiologist = 0, third_radiologist = 1 given fourth_radiologist, fifth_radiologist, first_radiologist
}
