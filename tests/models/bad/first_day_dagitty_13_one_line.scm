dag { a -> b ; b [outcome] a [exposure] u [latent] }
