"""Shows that the course grades rightly: right answers get full points, each mistake fails exactly its checks."""
