"""What root runs on the master of a cluster: users, members, trial jobs, health.

Users of the cluster are strangers to these programs: what they wrote is read as them, bounded in size and time,
matched whole against a pattern, and shown escaped.
"""
