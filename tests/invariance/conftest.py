from films import film_fit, film_rows, trained

__all__ = ["film_fit", "film_rows", "trained"]
