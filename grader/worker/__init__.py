"""The untrusted side: runs a learner's file, and reaches the world through nothing but the judge's messages."""
