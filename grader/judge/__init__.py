"""The trusted side: it is the API and the clock that a learner's code meets, and it writes down what it saw."""
