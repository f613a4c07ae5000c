causalimg 1

variables {
  systolic_pressure, diastolic_pressure, age_at_admission, severity_of_illness, dose_given : real
  relapse_within_a_year : binary
}



queries {
  a_counterfactual_with_a_long_name : relapse_within_a_year, systolic_pressure, diastolic_pressure had dose_given = dose_given + 1, severity_of_illness = severity_of_illness - 2, age_at_admission = age_at_admission + 10 given systolic_pressure, diastolic_pressure, age_at_admission, severity_of_illness, dose_given
  nested : relapse_within_a_year - (relapse_within_a_year had dose_given = 0.123456 * systolic_pressure + 0.3456 * diastolic_pressure + 12.5 * age_at_admission, severity_of_illness = 3)
  est : E[relapse_within_a_year | do(dose_given = 0.123456 * systolic_pressure + 0.3456 * diastolic_pressure + 12.5), age_at_admission > 70] - E[relapse_within_a_year | do(dose_given = 0), age_at_admission > 70]
  ladder : relapse_within_a_year had dose_given in 1.00000001 .. 100.0000001 by 0.000000001, severity_of_illness = severity_of_illness
}

interventions {
  everything : dose_given = 0.123456 * systolic_pressure + 0.3456 * diastolic_pressure + 12.5 * age_at_admission, severity_of_illness = 3
}

