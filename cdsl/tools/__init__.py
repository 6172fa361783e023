"""What is done with programs and trees: tools return data, faces show it."""
