"""The real servers tests run against: private to one run, on loopback, gone when the run is over.

`locate` decides which binary is used; `postgres` and `redis` start, kill and restart it.
"""
