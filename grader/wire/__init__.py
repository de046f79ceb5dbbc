"""What lies between a client and the API: replies, faults, scripts and their text form, cassettes, the simulator."""
