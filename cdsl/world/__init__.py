"""Values, people, activities and effects as data, and the stores that keep them."""
