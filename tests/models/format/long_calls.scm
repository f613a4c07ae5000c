causalimg 1
mechanisms {
  field ~ Categorical("1.5T" = match site { oxford: 0.1, london: 0.8, leipzig: 0.5 }, "3T" = match site { oxford: 0.9, london: 0.2, leipzig: 0.5 }) via gumbel_max
  kspace := shake(fourier(coil_maps(coils, slice) * spoiled_gradient_echo(tissue, field, echo_time)), motion) + 0.01 * u_kspace
  body ~ MultivariateNormal([first_mean, second_mean, third_mean], [[150, 40, 10], [40, 90, 5], [10, 5, 60], [1, 2, 3], [4, 5, 6]])
}
