"""Shows a result: on the terminal, as JSON, as JUnit XML. What comes from a learner's code is escaped on the way."""
