"""Questions and answers: association, intervention, counterfactual."""
