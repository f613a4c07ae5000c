causalimg 1
queries {
  difference : E[a_long_outcome | do(a_long_treatment = first_value_of_it), a_condition > 70 years] - E[a_long_outcome | do(a_long_treatment = second_value_of_it), a_condition > 70 years]
  twin : first_output, second_output, third_output had first_cause = first_value, second_cause = second_value given first_evidence, second_evidence
  because : (first_output_of_the_model had first_cause_of_the_model = 1) - (first_output_of_the_model had first_cause_of_the_model = 0)
}
claims {
  first_variable_of_all, second_variable_of_all, third_variable _||_ fourth_variable, fifth_variable | sixth_variable, seventh "because"
  invariant first_variable_of_all given second_variable_of_all, third_variable_of_all across the_hospital "whatever they buy there"
}
predictors {
  triage : disease_as_a_perfect_reader_calls_it by label_from_the_report from image, age, sex invariant to scanner, site fair to sex, age
}
