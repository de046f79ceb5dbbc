"""The rubrics: one module an exercise, nothing but scenarios and checks."""
